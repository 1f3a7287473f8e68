/** The one question to ask, in words. */
import type { AskThis } from '../backend/generated/AskThis';
import { m } from '../paraglide/messages';

/** "How was it? Lisbon with the boys". */
export function questionSaid({ question, words }: AskThis): string {
  const known = { words: words ?? '' };
  switch (question) {
    case 'how_are_you':
      return m.strands_ask_how_are_you();
    case 'journey':
      return m.strands_ask_journey(known);
    case 'pets':
      return m.strands_ask_pets();
    case 'interests':
      return m.strands_ask_interests();
    case 'travel':
      return m.strands_ask_travel();
    case 'work':
      return m.strands_ask_work();
    case 'wearing':
      return m.strands_ask_wearing(known);
    case 'taste':
      return m.strands_ask_taste();
    case 'help':
      return m.strands_ask_help();
    case 'open_promise':
      return m.strands_ask_open_promise(known);
  }
}
