/** docs/dialects/global-scheduler-config.md says of every field what its declaration says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { confFile, eipPoolsFile, flavorsFile, policyFile, regionFile, sampleRequestFile, siteNodesFile, sitesFile, volumePoolsFile, volumeTypesFile } from './files';
import { tableOf } from './testing/tables';

const document = readFileSync(join(__dirname, '../../../../docs/dialects/global-scheduler-config.md'), 'utf8');

const conf = confFile({ directory: '/', environment: {}, workingDirectory: '/' });

it.each([conf, policyFile, regionFile, sitesFile, siteNodesFile, flavorsFile, volumeTypesFile, volumePoolsFile, eipPoolsFile, sampleRequestFile])('$name', (file) => {
  const section = document.split(`\n## ${file.name}\n`)[1]?.split('\n## ')[0];
  expect(section?.match(/^\|.*\|$/gm)?.join('\n')).toBe(tableOf(file));
});
