/** Messages and replies of one customer, put together as they followed each other. */
import type { MessageCard } from '../backend/generated/MessageCard';
import type { ReplyCard } from '../backend/generated/ReplyCard';

/** One thing that was said, by us or by them. */
export type ThreadLine =
  | { by: 'us'; at: string; message: MessageCard }
  | { by: 'them'; at: string; reply: ReplyCard };

/** Everything that was said, the newest first. */
export function thread(messages: MessageCard[], replies: ReplyCard[]): ThreadLine[] {
  const ours = messages.map((message): ThreadLine => ({ by: 'us', at: message.askedAt, message }));
  const theirs = replies.map((reply): ThreadLine => ({ by: 'them', at: reply.receivedAt, reply }));
  return [...ours, ...theirs].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
