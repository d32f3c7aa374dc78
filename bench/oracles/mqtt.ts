import { defineOracle } from './oracle.ts';

/** Answers by what they answer: CONNACK, PUBACK and PUBREC, PUBCOMP, SUBACK, UNSUBACK, PINGRESP. */
const ANSWERED: ReadonlyMap<number, number> = new Map([
  [2, 1],
  [4, 3],
  [5, 3],
  [7, 6],
  [9, 8],
  [11, 10],
  [13, 12],
]);

/** Type, topic, client and return code of MQTT packets. */
export const mqtt = defineOracle({
  protocols: ['mqtt'],
  filter: 'mqtt',
  decodeAs: [['tcp.port', 'mqtt']],
  fields: [
    'mqtt.msgtype',
    'mqtt.topic',
    'mqtt.clientid',
    'mqtt.username',
    'mqtt.conack.val',
    'mqtt.len',
  ],

  theirs([types = [], topics = [], clients = [], users = [], returns = []]) {
    const claims = types.map((type) => {
      const asked = ANSWERED.get(Number(type));
      return asked === undefined ? `type ${Number(type)}` : `answer to ${asked}`;
    });
    claims.push(...topics.map((topic) => `topic ${topic}`));
    claims.push(...clients.map((client) => `client ${client}`));
    claims.push(...users.map((user) => `user ${user}`));
    const failed = returns.map(Number).filter((code) => code !== 0);
    return [...claims, ...failed.map((code) => `refused ${code}`)];
  },

  ours({ service, object, values, refusal, items }) {
    const request = [`type ${service.code}`];
    const response = [`answer to ${service.code}`];
    if (service.code === 1) {
      request.push(`client ${object.slice('client/'.length)}`);
      const user = values.find((one) => String(one).startsWith('user '));
      if (user !== undefined) request.push(String(user));
      if (refusal !== null) response.push(`refused ${refusal.code}`);
    }
    const filters = service.code === 8 || service.code === 10;
    if (service.code === 3 || (filters && items === undefined)) request.push(`topic ${object}`);
    else if (filters) request.push(...items!.map((one) => `topic ${one.object}`));
    return { request, response };
  },
});
