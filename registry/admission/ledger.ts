/** The ledger of allocations cannot be deleted: what commits are on their way is known by it alone (docs/adr/0018-allocation-ledger.md). */
import { ApiError, kinds, ledgerName } from '../../api';
import type { Admission } from '../admission';
import { resourceName } from '../reads';

export const keepLedger: Admission = {
  name: 'AllocationLedger',
  kinds: [kinds.schedulers],
  validate({ operation, definition, key }) {
    if (operation !== 'DELETE' || key.name !== ledgerName) return;
    throw ApiError.forbidden(resourceName(definition), key.name, 'this is the ledger of allocations and cannot be deleted');
  },
};
