import { ethernetFrame, udpFrame, type WrittenEndpoint } from '../tcp-frame.ts';
import { TcpConversation, type TcpConversationOptions } from '../tcp-conversation.ts';

/** What the messages of a golden go over. */
export interface Carrier {
  readonly over: 'tcp' | 'udp' | 'ethernet' | 'cotp';
  /** Server port, or EtherType. */
  readonly port: number;
}

/** Two ends that send messages to each other. */
export interface Conversation {
  open(atNs: bigint): void;
  send(atNs: bigint, side: 'client' | 'server', payload: Uint8Array): void;
  close(atNs: bigint): void;
  reset(atNs: bigint, side: 'client' | 'server'): void;
}

/** A conversation over this carrier; only TCP opens and closes. */
export function conversationOver(carrier: Carrier, options: TcpConversationOptions): Conversation {
  if (carrier.over === 'tcp') return new TcpConversation(options);
  if (carrier.over === 'cotp') return new CotpConversation(options);
  let identification = 0;
  return {
    open: () => undefined,
    close: () => undefined,
    reset: () => undefined,
    send(atNs, side, payload) {
      identification++;
      const source = options[side];
      const destination = options[side === 'client' ? 'server' : 'client'];
      const vlans = options.vlans ?? [];
      const frame =
        carrier.over === 'udp'
          ? udpFrame({ source, destination, payload, identification, vlans })
          : ethernetFrame(source.mac, destination.mac, carrier.port, payload, vlans);
      options.sink(atNs, frame);
    },
  };
}

/** Wraps each message in one data TPDU of a TPKT. */
class CotpConversation extends TcpConversation {
  override send(atNs: bigint, side: 'client' | 'server', payload: Uint8Array): void {
    const whole = new Uint8Array(payload.length + 7);
    whole.set([3, 0, whole.length >> 8, whole.length & 255, 2, 0xf0, 0x80]);
    whole.set(payload, 7);
    super.send(atNs, side, whole);
  }
}

/** An end of a golden: `10.20.30.21:49152` or, over Ethernet, a MAC address. */
export function endOf(text: string, mac: string, over: Carrier['over']): WrittenEndpoint {
  if (over === 'ethernet') return { ip: '0.0.0.0', port: 0, mac: text };
  const [ip = '', port = ''] = text.split(':');
  return { ip, port: Number(port), mac };
}
