import type { Feature } from '../app/route';
import AppointmentActs from './AppointmentActs.svelte';
import AppointmentSheet from './AppointmentSheet.svelte';

export const feature: Feature = {
  routes: [],
  sheets: { appointment: AppointmentSheet, appointment_acts: AppointmentActs },
};
