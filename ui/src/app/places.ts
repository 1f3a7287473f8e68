/** All places and sheets of the app, gathered from the features. */
import { feature as appointments } from '../appointments/routes';
import { feature as customers } from '../customers/routes';
import { feature as followUps } from '../follow_ups/routes';
import { feature as legends } from '../legends/routes';
import { feature as messages } from '../messages/routes';
import { feature as notes } from '../notes/routes';
import { feature as people } from '../people/routes';
import { feature as photos } from '../photos/routes';
import { feature as promises } from '../promises/routes';
import { feature as reasons } from '../reasons/routes';
import { feature as repairs } from '../repairs/routes';
import { feature as session } from '../session/routes';
import { feature as strands } from '../strands/routes';
import { feature as sync } from '../sync/routes';
import { feature as team } from '../team/routes';
import { feature as today } from '../today/routes';
import { feature as wishes } from '../wishes/routes';
import { feature as app } from './routes';
import { fits, type Feature, type Params, type Route } from './route';

const features: Feature[] = [
  app,
  session,
  today,
  customers,
  repairs,
  messages,
  people,
  promises,
  notes,
  followUps,
  reasons,
  strands,
  team,
  appointments,
  legends,
  wishes,
  photos,
  sync,
];

const routes = features.flatMap((feature) => feature.routes);
export const sheets: Feature['sheets'] = Object.assign({}, ...features.map((each) => each.sheets));

/** The place at a path. */
export function placeAt(path: string): { route: Route; params: Params } | null {
  for (const route of routes) {
    const params = fits(route.path, path);
    if (params) return { route, params };
  }
  return null;
}
