import type { Action } from '@bulkhead/playbook';
import type { Channel } from './contract.ts';

export interface ConnectorSettings {
  /** Where work orders and messages are laid down. Made when it is missing. */
  readonly spoolFolder: string;
}

export interface ActionParts extends ConnectorSettings {
  readonly channels: readonly Channel[];
}

/** One file of `actions/`. */
export interface ActionKind {
  /** The file's name. */
  readonly name: string;
  /**
   * `people`: it lays down what people read. `network`: it sends to a machine, and then names every
   * machine that one input leads to; the guard judges them before anything is sent.
   */
  readonly reach:
    | { readonly to: 'people' }
    | {
        readonly to: 'network';
        targets(input: Readonly<Record<string, string>>): readonly string[];
      };
  create(parts: ActionParts): Action;
}

/** One file of `channels/`. */
export interface ChannelKind {
  readonly name: string;
  create(settings: ConnectorSettings): Channel;
}

export function defineActionKind(kind: ActionKind): ActionKind {
  return Object.freeze(kind);
}

export function defineChannelKind(kind: ChannelKind): ChannelKind {
  return Object.freeze(kind);
}
