/**
 * Reaches the app over loopback HTTP, for development and for screen tests in an ordinary browser:
 * `POST /call/<name>` answers `{ok}` or `{error}`, `GET /events` is a stream of what the app says.
 */
import { CallError } from './errors';
import type { AppEvent } from './events';
import type { Transport } from './transport';

export const bridge: Transport = {
  async call(name, args) {
    let answer: Response;
    try {
      answer = await fetch(`/call/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(args),
      });
    } catch {
      throw new CallError('internal', 'The development bridge is not running.');
    }
    const said: unknown = await answer.json();
    if (said !== null && typeof said === 'object') {
      if ('ok' in said) return said.ok;
      if ('error' in said) throw said.error;
    }
    throw new CallError('internal', 'The development bridge gave an answer nobody understands.');
  },
  hear(heard) {
    const stream = new EventSource('/events');
    stream.onmessage = (message: MessageEvent<string>) => heard(JSON.parse(message.data) as AppEvent);
    return () => stream.close();
  },
};
