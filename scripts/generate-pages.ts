/**
 * Writes the pages of the documentation that are made from tables of the server. Tests beside the tables compare.
 *
 *     npm run generate
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { queriesPage } from '../apiserver/dialects/bcs-storage/query/page';

writeFileSync(join(__dirname, '../docs/dialects/bcs-storage-queries.md'), queriesPage());
