import type { AlertView } from '@bulkhead/model';

type Alert = AlertView['alert'];

const VERBS: Record<Alert['verb'], string> = {
  read: 'read values',
  write: 'wrote values',
  command: 'gave a command',
  program: 'moved a program',
  configure: 'changed how the device works',
  discover: 'asked what is there',
  connect: 'opened or kept a session',
  report: 'reported unasked',
};

const OUTCOMES: Record<Alert['outcome'], string> = {
  ok: 'accepted',
  refused: 'refused',
  'no-response': 'not answered',
  unconfirmed: 'sent, no answer due',
};

/** What the client did, in words, with the protocol's own name for it. */
export function didWords(alert: Pick<Alert, 'verb' | 'outcome' | 'protocol' | 'service'>): string {
  const { verb, outcome, protocol, service } = alert;
  return `${VERBS[verb]} (${protocol} ${service}), ${OUTCOMES[outcome]}`;
}
