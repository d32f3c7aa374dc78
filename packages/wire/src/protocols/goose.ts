import { word16 } from '../bytes.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import { checkMessage, checkSequence, remember } from '../goose/check.ts';
import { checkLengths, frameEnd, isHeader } from '../goose/header.ts';
import { APDU, FIELD, GooseMessage } from '../goose/message.ts';
import { Publishers } from '../goose/publishers.ts';
import { causeOf, countOf, itemsOf, messageOf, objectOf, valuesOf } from '../goose/reading.ts';
import { berText } from '../osi/ber.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

const TAGS = [APDU.management, APDU.goose];
const GOOSE = { code: 1, name: 'goose', verb: VERB.report };
const MANAGEMENT = { code: 0, name: 'gse_management', verb: VERB.discover };
/** Characters of a reference that name the device: what stands before the slash. */
const SLASH = 0x2f;

const message = new GooseMessage();

/**
 * GOOSE: what a device publishes about its state, unasked and unconfirmed, to whoever listens. Each
 * message is one operation; what departs from those before it of the same publisher is noted.
 */
export const goose = defineProtocol({
  name: 'goose',
  title: 'GOOSE (IEC 61850)',
  standard: 'IEC 61850-8-1 §18 and Annexes A and C',
  depth: 'operation',
  over: { ethernet: [0x88b8, 0x88b9] },
  services: [MANAGEMENT, GOOSE],
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    return onPort && isHeader(bytes, at, end, TAGS) ? RECOGNISED.yes : RECOGNISED.no;
  },

  parse(context, bytes, at, end) {
    const { exchanges, whole, flow, side } = context;
    if (!message.take(bytes, at, end)) return context.skips.reason('goose_malformed');
    const verb = message.kind === APDU.goose ? GOOSE.verb : MANAGEMENT.verb;
    const exchange = exchanges.alone(verb);
    const isSound = checkLengths(exchange, message, bytes, at, end, whole);
    if (isSound && message.kind === APDU.goose) {
      checkMessage(exchange, message, bytes);
      const from = message.at[FIELD.reference]!;
      const to = message.has(FIELD.reference) ? message.end[FIELD.reference]! : from;
      const publishers = context.common(Publishers);
      const known = publishers.find(bytes, from, to);
      const sender = flow.sides[side];
      if (known !== null) checkSequence(exchange, known, sender, message, bytes, exchanges);
      else if (to > from) {
        remember(publishers.add(bytes, from, to), sender, message, bytes, exchanges);
        const slash = bytes.subarray(from, to).indexOf(SLASH);
        const nameEnd = slash > 0 ? from + slash : to;
        context.sighting('name', berText(bytes, from, nameEnd));
        context.sighting('role', 'goose publisher');
      }
    }
    exchanges.answer(exchange, bytes, at, frameEnd(bytes, at, end), OUTCOME.ok);
  },

  /** The application identifier. */
  unit({ response, responseAt, responseEnd }) {
    return responseEnd - responseAt >= 2 ? word16(response, responseAt) : null;
  },

  service(exchange) {
    const { code, name } = messageOf(exchange).kind === APDU.goose ? GOOSE : MANAGEMENT;
    return { code, name };
  },

  object: objectOf,
  count: countOf,
  values: valuesOf,
  items: itemsOf,
  cause: causeOf,
});
