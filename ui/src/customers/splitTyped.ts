/** What was typed into the search field, as the start of a new customer. */
export interface Start {
  givenName: string;
  familyName: string;
  phone: string;
  email: string;
}

export function splitTyped(typed: string): Start {
  const start: Start = { givenName: '', familyName: '', phone: '', email: '' };
  const words = typed.trim();
  if (words.includes('@')) return { ...start, email: words };
  if (/^[+\d\s().-]+$/.test(words) && /\d/.test(words)) return { ...start, phone: words };
  const [given = '', ...family] = words.split(/\s+/).map(capital);
  return { ...start, givenName: given, familyName: family.join(' ') };
}
function capital(word: string): string {
  return word.charAt(0).toLocaleUpperCase() + word.slice(1);
}
