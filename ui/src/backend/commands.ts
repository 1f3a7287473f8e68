/**
 * The commands by name: what they take and what they answer.
 *
 * The generated table (`generated/Commands.ts`) is made from the one in
 * `crates/regard-app/src/commands.rs`; this file only gives it its name here.
 */
import type { AddAddress } from './generated/AddAddress';
import type { AddCustomer } from './generated/AddCustomer';
import type { AddFollowUp } from './generated/AddFollowUp';
import type { ChangeSettings } from './generated/ChangeSettings';
import type { CountParts } from './generated/CountParts';
import type { CustomerRow } from './generated/CustomerRow';
import type { EditCustomer } from './generated/EditCustomer';
import type { Enrol } from './generated/Enrol';
import type { FindCustomers } from './generated/FindCustomers';
import type { FindEnvelope } from './generated/FindEnvelope';
import type { FindSamePerson } from './generated/FindSamePerson';
import type { FinishFollowUp } from './generated/FinishFollowUp';
import type { FollowUpCard } from './generated/FollowUpCard';
import type { FoundCustomers } from './generated/FoundCustomers';
import type { HandOverRepair } from './generated/HandOverRepair';
import type { Jot } from './generated/Jot';
import type { JotDraft } from './generated/JotDraft';
import type { KeepDraft } from './generated/KeepDraft';
import type { KeepPromise } from './generated/KeepPromise';
import type { MakePromise } from './generated/MakePromise';
import type { MarkRepairReady } from './generated/MarkRepairReady';
import type { Me } from './generated/Me';
import type { MessageCard } from './generated/MessageCard';
import type { MoveRepair } from './generated/MoveRepair';
import type { NoteCard } from './generated/NoteCard';
import type { Nothing } from './generated/Nothing';
import type { OneMessage } from './generated/OneMessage';
import type { OneRepair } from './generated/OneRepair';
import type { OpenCustomer } from './generated/OpenCustomer';
import type { Opening } from './generated/Opening';
import type { Outbox } from './generated/Outbox';
import type { Parts } from './generated/Parts';
import type { Price } from './generated/Price';
import type { PriceRepair } from './generated/PriceRepair';
import type { PromiseCard } from './generated/PromiseCard';
import type { PutOffFollowUp } from './generated/PutOffFollowUp';
import type { RecordConsent } from './generated/RecordConsent';
import type { RepairCard } from './generated/RepairCard';
import type { RepairList } from './generated/RepairList';
import type { RepairPage } from './generated/RepairPage';
import type { SeeAlert } from './generated/SeeAlert';
import type { SettleAlsoEntered } from './generated/SettleAlsoEntered';
import type { Start } from './generated/Start';
import type { Story } from './generated/Story';
import type { SyncState } from './generated/SyncState';
import type { TakeInChoices } from './generated/TakeInChoices';
import type { TakeInRepair } from './generated/TakeInRepair';
import type { TellCustomer } from './generated/TellCustomer';
import type { Today } from './generated/Today';
import type { UndoRepairStep } from './generated/UndoRepairStep';
import type { Unlock } from './generated/Unlock';

type Command<Args, Answer> = [Args, Answer];

export interface Commands {
  start: Command<Nothing, Start>;
  enrol: Command<Enrol, Start>;
  unlock: Command<Unlock, Start>;
  lock: Command<Nothing, Start>;
  change_settings: Command<ChangeSettings, Me>;
  take_opening: Command<Nothing, Opening | null>;
  today: Command<Nothing, Today>;
  see_alert: Command<SeeAlert, Nothing>;
  find_customers: Command<FindCustomers, FoundCustomers>;
  open_customer: Command<OpenCustomer, Story>;
  add_customer: Command<AddCustomer, CustomerRow>;
  find_same_person: Command<FindSamePerson, CustomerRow[]>;
  edit_customer: Command<EditCustomer, Story>;
  add_address: Command<AddAddress, Story>;
  list_repairs: Command<Nothing, RepairList>;
  open_repair: Command<OneRepair, RepairPage>;
  find_envelope: Command<FindEnvelope, RepairCard | null>;
  take_in_choices: Command<OpenCustomer, TakeInChoices>;
  price_repair: Command<PriceRepair, Price>;
  take_in_repair: Command<TakeInRepair, RepairCard>;
  move_repair: Command<MoveRepair, RepairCard>;
  mark_repair_ready: Command<MarkRepairReady, RepairCard>;
  undo_repair_step: Command<UndoRepairStep, RepairCard>;
  hand_over_repair: Command<HandOverRepair, RepairCard>;
  tell_customer: Command<TellCustomer, MessageCard>;
  undo_message: Command<OneMessage, MessageCard>;
  send_now: Command<OneMessage, MessageCard>;
  ask_again: Command<OneMessage, MessageCard>;
  count_parts: Command<CountParts, Parts>;
  record_consent: Command<RecordConsent, Nothing>;
  list_promises: Command<Nothing, PromiseCard[]>;
  make_promise: Command<MakePromise, PromiseCard>;
  keep_promise: Command<KeepPromise, PromiseCard>;
  jot: Command<Jot, NoteCard>;
  keep_jot_draft: Command<KeepDraft, Nothing>;
  jot_draft: Command<Nothing, JotDraft | null>;
  add_follow_up: Command<AddFollowUp, FollowUpCard>;
  finish_follow_up: Command<FinishFollowUp, FollowUpCard>;
  put_off_follow_up: Command<PutOffFollowUp, FollowUpCard>;
  outbox: Command<Nothing, Outbox>;
  settle_also_entered: Command<SettleAlsoEntered, Nothing>;
  sync_now: Command<Nothing, SyncState>;
}

/** What `name` takes. */
export type ArgsOf<N extends keyof Commands> = Commands[N][0];
/** What `name` answers. */
export type AnswerOf<N extends keyof Commands> = Commands[N][1];
