import { UsageError } from '../../flag';
import { textAt, type Fields } from '../member';
import type { Minik8s } from '../minik8s';
import { zippedFolder } from '../zip';
import { field, identity } from './columns';
import { jobfile } from './jobfile';
import { labelTexts, type Kind, type Table } from './kind';

export const job: Kind = {
  kind: 'Job', names: ['jobs'], root: '/apis/v1', plural: 'jobs',
  namespaced: true, hasGlobalList: false, hasUpdate: false,
  columns: [...identity('job'), field('Status', 'status', 'state')],
  belowItem: async (object, server) => (textAt(object, 'status', 'state') === 'COMPLETED' ? outputs(object, server) : undefined),
  texts: [...labelTexts, 'spec.partition', 'spec.username', 'spec.password', 'spec.compileCommands.*', 'spec.runCommands.*'],
  // The names of its files get six characters more, and its password is not told.
  keptOtherwise: ['spec.outputFile', 'spec.errorFile', 'spec.password'],
  companion: {
    kind: jobfile,
    of: (object, { namespace, name }, folder) => {
      const directory = textAt(object, 'spec', 'submitDirectory');
      if (!directory) throw new UsageError('spec.submitDirectory: which folder is the job about?');
      return { apiVersion: 'v1', kind: 'JobFile', metadata: { name, namespace }, userUploadFile: zippedFolder(folder, directory) };
    },
  },
};

/** What the job has written. */
async function outputs(object: Fields, server: Minik8s): Promise<Table> {
  const [namespace, name] = [textAt(object, 'metadata', 'namespace'), textAt(object, 'metadata', 'name')];
  const files = await server.get(jobfile, { namespace, name });
  const row = (type: string, member: string): string[] => [type, `${namespace}/${name}`, Buffer.from(textAt(files, member), 'base64').toString('utf8')];
  return { head: ['OutType', 'Namespace/Name', 'Content'], rows: [row('output', 'outputFile'), row('error', 'errorFile')] };
}
