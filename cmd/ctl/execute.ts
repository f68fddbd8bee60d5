/** `minikapi ctl execute NAME JSON`: the document's verb, which asks the serverless server and shows its whole answer. */
import { UsageError } from '../flag';
import type { Tool } from '../tool';
import { parametersOf } from './call';
import { namespaceFlag, refOf, serverFlag } from './common';
import { json } from './get';
import { isFields } from './member';
import { Minik8s } from './minik8s';

export const executeTool: Tool = {
  summary: 'calls a function by the serverless port, and shows the answer with its envelope',
  operands: ['NAME', '[JSON]'],
  flags: [{ ...serverFlag, name: 'serverless', fallback: 'http://127.0.0.1:28080', help: 'the serverless server', variable: 'MINIKAPI_CTL_SERVERLESS' }, namespaceFlag],
  async run(given) {
    const [name = '', parameters] = given.operands;
    const { namespace, name: called } = refOf({ namespaced: true }, name, given);
    const body = parametersOf(parameters);
    if (!isFields(body)) throw new UsageError('the parameters must be a JSON object');
    const path = [namespace, called].map(encodeURIComponent).join('/');
    process.stdout.write(json(await new Minik8s(given.text('serverless')).ask('POST', `/${path}`, body)));
  },
};
