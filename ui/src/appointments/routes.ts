import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';

const AppointmentActs = later(() => import('./AppointmentActs.svelte'));
const AppointmentSheet = later(() => import('./AppointmentSheet.svelte'));

export const feature: Feature = {
  routes: [],
  sheets: { appointment: AppointmentSheet, appointment_acts: AppointmentActs },
};
