import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';
import Customers from './Customers.svelte';
import Story from './Story.svelte';

const AddAddress = later(() => import('./AddAddress.svelte'));
const CustomerActs = later(() => import('./CustomerActs.svelte'));
const EditCustomer = later(() => import('./EditCustomer.svelte'));
const EraseCustomer = later(() => import('./EraseCustomer.svelte'));
const FilterCustomers = later(() => import('./FilterCustomers.svelte'));
const NewCustomer = later(() => import('./NewCustomer.svelte'));
const Remembered = later(() => import('./Remembered.svelte'));
const PickupBrief = later(() => import('./PickupBrief.svelte'));
const SamePerson = later(() => import('./SamePerson.svelte'));
const TreadGently = later(() => import('./TreadGently.svelte'));

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
