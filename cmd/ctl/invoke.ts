/** `minikapi ctl invoke NAME JSON`: by the API server, which knows where the function runs. */
import type { Tool } from '../tool';
import { parametersOf } from './call';
import { namespaceFlag, refOf, serverFlag, serverOf } from './common';
import { json } from './get';
import { func } from './kinds/function';
import { memberAt } from './member';
import { itemPath } from './minik8s';

export const invokeTool: Tool = {
  summary: 'calls a function by the API server, and shows what it returned',
  operands: ['NAME', '[JSON]'],
  flags: [namespaceFlag, serverFlag],
  async run(given) {
    const [name = '', parameters] = given.operands;
    const ref = refOf(func, name, given);
    const returned = memberAt(await serverOf(given).ask('POST', `${itemPath(func, ref)}/invoke`, parametersOf(parameters)), 'data');
    process.stdout.write(typeof returned === 'string' ? `${returned}\n` : json(returned));
  },
};
