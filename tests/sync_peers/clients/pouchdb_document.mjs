// A customer with purchases and notes as one document: what an app on PouchDB would keep together, and
// the kindest to its first sync (a sixth of the documents that a row each would be).

export const document = ({ customer, purchases, notes }) => {
  const { id, ...fields } = customer;
  return { _id: id, ...fields, purchases, notes };
};

export const madeUp = ({ _id, purchases, notes, ...fields }) => ({ customer: { id: _id, ...fields }, purchases, notes });
