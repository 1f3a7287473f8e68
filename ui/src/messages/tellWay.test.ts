import { describe, expect, it } from 'vitest';
import type { Draft } from '../backend/generated/Draft';
import type { DraftWay } from '../backend/generated/DraftWay';
import { firstWay, tellPlan } from './tellWay';

const text: DraftWay = {
  channel: 'sms',
  address: '+15550100159',
  addressHint: '··59',
  permission: 'given',
  permissionSince: null,
  usable: true,
  parts: 1,
  body: 'Hi Roger, your watch is ready.',
  templateVersion: 0,
};
const mail: DraftWay = { ...text, channel: 'email', address: 'roger@example.org', addressHint: 'r··@example.org' };
const draft = (...ways: DraftWay[]): Draft => ({
  toId: 'roger',
  toName: 'Roger',
  ways,
  body: 'Hi Roger, your watch is ready.',
  subject: 'Your watch is ready',
  language: 'en',
});

describe('the one button under the draft', () => {
  it('marks ready and tells, or only tells when it is ready already', () => {
    expect(tellPlan(draft(text), text, false)).toMatchObject({ kind: 'tell', button: 'Ready, tell Roger' });
    expect(tellPlan(draft(text), text, true)).toMatchObject({ kind: 'tell', button: 'Tell Roger' });
  });

  it('starts with the first way that may be used', () => {
    const stopped: DraftWay = { ...text, permission: 'withdrawn' };
    expect(firstWay(draft(stopped, mail))).toBe(mail);
    expect(firstWay(draft(stopped))).toBe(stopped);
    expect(firstWay(draft())).toBeNull();
  });

  it('says what is possible and why when texting is not', () => {
    const plan = (way: DraftWay | null) => tellPlan(draft(), way, false);
    expect(plan(null)).toMatchObject({ kind: 'call', button: 'Ready, call Roger', hindrance: 'no_address' });
    expect(plan({ ...text, permission: 'withdrawn' })).toMatchObject({ hindrance: 'opted_out', why: 'Roger asked for no texts.' });
    expect(plan({ ...text, permission: 'not_asked' })).toMatchObject({ hindrance: 'not_asked' });
    expect(plan({ ...text, usable: false })).toMatchObject({ hindrance: 'not_textable' });
    expect(plan({ ...mail, permission: 'withdrawn' })).toMatchObject({ why: 'Roger asked for no e-mails.' });
  });
});
