/** docs/dialects/bcs-storage-queries.md, from the filter tables. */
import { alarmParameters, eventParameters } from '../events/filters';
import { comparisons } from './comparisons';
import { queriedKinds, type QueriedKind } from './filters';
import type { Parameter } from './parameter';

const introduction = `# BCS storage: what can be asked for

This page is made from the tables that the server reads (\`apiserver/dialects/bcs-storage/query/filters.ts\`, \`events/filters.ts\`):
\`npm run generate\` writes it, and a test compares.

Every path stands behind \`/bcsapi/v4/storage\` or \`/bcsstorage/v1\`. All parameters are optional; a document is found when it fits all that are given.
What is empty, or cannot be read as what it should be, is no filter. Of a parameter that is given twice the first counts; others than these mean nothing.

- Texts are compared as a whole, in their case, with any of a list parted by commas; numbers and truth values in documents are compared by their text.
- Times are unix seconds, \`YYYY-MM-DD hh:mm:ss\` in the zone of the switch \`zone\`, or RFC 3339. Borders are exclusive. In documents they are instants,
  in whatever zone they are written; numbers are unix seconds; a time that nobody has set fits nothing.
- \`field\`, \`extra\` (of a list any), \`offset\` and \`limit\` (or \`length\`) go with everything that answers with documents.
- With POST the parameters are members of a JSON object, texts as in a query; the query counts for what is not among them.
- Kinds may be written in any case. Those in the plural are not served.

*(source)*: the document does not tell of it, its source has it.
`;

const told = `
## \`/events\`, \`/alarms\`

PUT and POST tell of one: the same twice is two. Members that are missing are empty; of another type than the document's they are refused, as is a time
outside the years 0 to 9999. Of a cluster 10,000 are kept (when there are more, the newest two thirds of them), for 15 days from when they came:
switches \`eventCap\`, \`eventDays\`.

Lists are those of the clusters that \`clusterId\` names, or of all; \`total\` is how many fit, whatever the page. \`length\` of less than 1 is 1,000;
without it all are listed.
`;

const sourceOnly = ' *(source)*';

function rowOf({ name, path, comparison, undocumented, remark }: Parameter): string {
  return `| \`${name}\`${undocumented ? sourceOnly : ''} | ${comparisons[comparison].says} | \`${path}\` | ${remark ?? ''} |\n`;
}

const tableOf = (parameters: readonly Parameter[]): string =>
  parameters.length === 0 ? '' : `\n| parameter | a document fits when what it has | at | |\n| --- | --- | --- | --- |\n${parameters.map(rowOf).join('')}`;

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

function aboutOf({ types, namespaces, remark, preset, getOnly }: QueriedKind): string {
  const sentences = [
    types.length > 0 && `Documents of type ${types.map((type) => `\`${type}\``).join(' and ')}${remark ? `: ${remark}` : ''}.`,
    preset && `Where it is not given: ${Object.entries(preset).map(([name, value]) => `\`${name}=${value}\``).join(', ')}.`,
    namespaces && `${namespaces.when ? `With \`${namespaces.when}=1\`${sourceOnly}: the` : 'The'} names of the namespaces in which there are documents of ${code(namespaces.of)}, as sorted texts.`,
    getOnly && 'No POST.',
  ];
  return sentences.filter(Boolean).join(' ');
}

const sectionOf = (kind: QueriedKind): string =>
  `\n### ${kind.kind}${kind.undocumented ? sourceOnly : ''}\n\n${aboutOf(kind)}\n${tableOf(kind.parameters)}`;

const sectionsOf = (env: QueriedKind['env']): string => queriedKinds.filter((kind) => kind.env === env).map(sectionOf).join('');

export const queriesPage = (): string => [
  introduction,
  '\n## `/query/mesos/dynamic/clusters/{clusterId}/{kind}`\n\nGET, POST *(source)*. `/query/dynamic/…`, as the document\'s first example has it, is the same.\n',
  sectionsOf('mesos'),
  '\n## `/query/k8s/dynamic/clusters/{clusterId}/{kind}`\n\nGET, POST *(source)*.\n',
  sectionsOf('k8s'),
  told,
  '\n### GET `/events`\n\nNewest first by `eventTime`.\n',
  tableOf(eventParameters),
  '\n`extra_contain` *(source)* is the base64 of a JSON object of paths and texts: what a document has at the path is a text with that text in it, in its case.\n',
  '\n### GET `/alarms`\n\nNewest first by `receivedTime`.\n',
  tableOf(alarmParameters),
].join('');

