import { protocols as all } from '@bulkhead/engine';
import { defineCommand, EXIT } from '../command.ts';
import { print, printJson } from '../output.ts';
import { protocolFacts, protocolsPage, protocolsText } from '../protocols-page.ts';

export const protocols = defineCommand({
  name: 'protocols',
  summary: 'Lists the protocols that are read, how deep, and how well they agree with tshark.',
  takes: '',
  options: [{ flags: '--markdown', says: 'print the page docs/protocols.md' }],
  run: ({ options }) => {
    const facts = protocolFacts(all);
    if (options['json'] === true) printJson(facts);
    else print(options['markdown'] === true ? protocolsPage(facts) : protocolsText(facts));
    return Promise.resolve(EXIT.ok);
  },
});
