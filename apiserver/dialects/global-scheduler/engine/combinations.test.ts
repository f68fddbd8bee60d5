import { firstCombination, Steps, type Trial } from './combinations';

/** Takes every option, and the last only where all of them make the wanted word. */
const spelling = (...wanted: readonly string[]): Trial<string> & { readonly tried: string[] } => {
  const taken: string[] = [];
  const tried: string[] = [];
  return {
    tried,
    take: (resource, option) => {
      if (resource === 1) {
        tried.push([...taken, option].join(''));
        if (!wanted.includes(tried.at(-1) as string)) return false;
      }
      taken.push(option);
      return true;
    },
    drop: () => taken.pop(),
    cost: () => 1,
  };
};

const options = [['a', 'b'], ['c', 'd', 'e']];

it('are tried with the last resource varying fastest (11.5)', () => {
  const trial = spelling();
  expect(firstCombination(options, trial, 100, new Steps(100))).toBe('none');
  expect(trial.tried).toEqual(['ac', 'ad', 'ae', 'bc', 'bd', 'be']);
});

it('end with the first that fits', () => {
  expect(firstCombination(options, spelling('ae', 'bc'), 100, new Steps(100))).toEqual(['a', 'e']);
});

it('end when the tries or the steps are used up', () => {
  expect(firstCombination(options, spelling('bc'), 5, new Steps(100))).toBe('tired');
  expect(firstCombination(options, spelling('bc'), 6, new Steps(100))).toEqual(['b', 'c']);
  expect(firstCombination(options, spelling('bc'), 100, new Steps(5))).toBe('tired');
});

it('are none where a resource has no option', () => {
  expect(firstCombination([['a'], []], spelling(), 100, new Steps(100))).toBe('none');
});
