/** The core's closed lists in the words of the screen. */
import type { LineWork } from '../backend/generated/LineWork';
import type { PieceKind } from '../backend/generated/PieceKind';
import type { RelationKind } from '../backend/generated/RelationKind';
import type { RepairState } from '../backend/generated/RepairState';
import type { WorkKind } from '../backend/generated/WorkKind';
import { m } from '../paraglide/messages';
import type { Locale } from '../paraglide/runtime';

const works: Record<WorkKind, typeof m.shared_work_battery> = {
  battery: m.shared_work_battery,
  cleaning: m.shared_work_cleaning,
  service: m.shared_work_service,
  resize: m.shared_work_resize,
  strap: m.shared_work_strap,
  setting: m.shared_work_setting,
  part: m.shared_work_part,
  engraving: m.shared_work_engraving,
  appraisal: m.shared_work_appraisal,
  other: m.shared_work_other,
};
const pieces: Record<PieceKind, () => string> = {
  watch: m.shared_piece_watch,
  clock: m.shared_piece_clock,
  ring: m.shared_piece_ring,
  band: m.shared_piece_band,
  necklace: m.shared_piece_necklace,
  bracelet: m.shared_piece_bracelet,
  earrings: m.shared_piece_earrings,
  pendant: m.shared_piece_pendant,
  brooch: m.shared_piece_brooch,
  piece: m.shared_piece_piece,
};
const relations: Record<RelationKind, () => string> = {
  spouse: m.shared_relation_spouse,
  partner: m.shared_relation_partner,
  child: m.shared_relation_child,
  parent: m.shared_relation_parent,
  sibling: m.shared_relation_sibling,
  friend: m.shared_relation_friend,
  other: m.shared_relation_other,
};
const states: Record<RepairState, () => string> = {
  taken_in: m.shared_repair_taken_in,
  estimated: m.shared_repair_estimated,
  at_bench: m.shared_repair_at_bench,
  waiting_for_parts: m.shared_repair_waiting_for_parts,
  ready: m.shared_repair_ready,
  handed_over: m.shared_repair_handed_over,
  cancelled: m.shared_repair_cancelled,
};

/** "Battery". */
export const workWord = (work: WorkKind): string => works[work]();
/** "Battery, cleaning": words of people as they wrote them, ours so that they fit into the line. */
export function workWords(lines: LineWork[], at: { locale?: Locale } = {}): string {
  const said = lines.map(({ work, words }, number) => {
    if (words !== null) return words;
    const word = works[work]({}, at);
    return number === 0 ? word : word.charAt(0).toLocaleLowerCase(at.locale) + word.slice(1);
  });
  return said.join(', ');
}
/** "watch". */
export const pieceWord = (piece: PieceKind): string => pieces[piece]();
/** "spouse". */
export const relationWord = (relation: RelationKind): string => relations[relation]();
/** "At the bench". */
export const repairWord = (state: RepairState): string => states[state]();

/** How people belong together, to choose from. */
export const allRelations = Object.keys(relations) as RelationKind[];
/** A list of works to choose from, in the order of the trade. */
export const allWorks = Object.keys(works) as WorkKind[];
/** All kinds of piece, in the order of the trade. */
export const allPieceKinds = Object.keys(pieces) as PieceKind[];
