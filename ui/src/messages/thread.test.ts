import { describe, expect, it } from 'vitest';
import type { MessageCard } from '../backend/generated/MessageCard';
import type { ReplyCard } from '../backend/generated/ReplyCard';
import { replyWords } from './replyWords';
import { thread } from './thread';

const message = (id: string, askedAt: string) => ({ id, askedAt }) as MessageCard;
const reply = (part: Partial<ReplyCard>) =>
  ({
    id: 'r',
    receivedAt: '2026-05-12T11:00:00Z',
    meaning: 'unsure',
    open: true,
    unread: true,
    forMe: false,
    forName: null,
    answerUntil: '2026-05-13T11:00:00Z',
    sharedWith: [],
    ...part,
  }) as ReplyCard;

describe('what was said with a customer', () => {
  it('stands in the order it was said, the newest first', () => {
    const lines = thread(
      [message('old', '2026-05-10T09:00:00Z'), message('answer', '2026-05-12T11:05:00Z')],
      [reply({})],
    );
    expect(lines.map((line) => (line.by === 'us' ? line.message.id : line.reply.id))).toEqual(['answer', 'r', 'old']);
  });
});

describe('what is said of a reply', () => {
  it('has a mark and words for every meaning, known or not', () => {
    for (const meaning of ['stop', 'start', 'help', 'wrong_number', 'thanks', 'unsure', 'of a newer server']) {
      const said = replyWords(reply({ meaning }));
      expect(said.words).not.toBe('');
      expect(said.mark).not.toBe('');
    }
  });

  it('says who is to answer, and when it is too late for a message', () => {
    expect(replyWords(reply({ forMe: true })).words).toMatch(/^Waits for your answer/);
    expect(replyWords(reply({ forName: 'Ben' })).words).toMatch(/^Waits for Ben/);
    expect(replyWords(reply({ answerUntil: null })).words).toBe('Too late to answer by message. Call instead.');
    expect(replyWords(reply({ open: false })).words).toBe('Done');
  });
});
