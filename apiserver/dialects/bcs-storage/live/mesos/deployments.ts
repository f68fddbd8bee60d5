/** Deployments as the scheduler keeps them (section 15.3 of the document's specification). */
import { bcsRules, kinds } from '../../../../../api';
import { madeOf } from '../derived-document';
import type { View } from '../derived';
import { nameOf } from '../following';

type Strategy = { readonly rollingupdate?: { readonly rollingManually: unknown } } & object;

export const deployments: View = (sight) => {
  const objects = sight.follow(kinds.bcsdeployments, { affects: (entry) => [nameOf(entry)] });
  return (subject) => {
    const entry = objects.get(subject);
    if (!entry) return undefined;
    const { strategy, ...record } = bcsRules.recordOfDeployment(entry.object);
    return madeOf(entry, bcsRules.bcsNameOf(entry.object), { application: null, application_ext: null, ...record, strategy: reported(strategy as Strategy) });
  };
};

/** The reporter's own spelling. */
const reported = ({ rollingupdate, ...strategy }: Strategy): object => {
  if (!rollingupdate) return strategy;
  const { rollingManually, ...rest } = rollingupdate;
  return { ...strategy, rollingupdate: { ...rest, RollingManully: rollingManually } };
};
