import type { Feature } from '../app/route';
import AddAddress from './AddAddress.svelte';
import CustomerActs from './CustomerActs.svelte';
import Customers from './Customers.svelte';
import EditCustomer from './EditCustomer.svelte';
import EraseCustomer from './EraseCustomer.svelte';
import FilterCustomers from './FilterCustomers.svelte';
import NewCustomer from './NewCustomer.svelte';
import Remembered from './Remembered.svelte';
import PickupBrief from './PickupBrief.svelte';
import SamePerson from './SamePerson.svelte';
import Story from './Story.svelte';
import TreadGently from './TreadGently.svelte';

export const feature: Feature = {
  routes: [
    { path: '/customers', tab: 'customers', list: Customers },
    { path: '/customers/new', tab: 'customers', list: Customers, page: NewCustomer },
    { path: '/customers/:customerId', tab: 'customers', list: Customers, page: Story },
    { path: '/customers/:customerId/remembered', tab: 'customers', list: Customers, page: Remembered },
    {
      path: '/customers/:customerId/pickup/:repairId',
      tab: 'today',
      page: PickupBrief,
      alone: true,
    },
  ],
  sheets: {
    add_address: AddAddress,
    customer_acts: CustomerActs,
    edit_customer: EditCustomer,
    erase_customer: EraseCustomer,
    filter_customers: FilterCustomers,
    same_person: SamePerson,
    tread_gently: TreadGently,
  },
};
