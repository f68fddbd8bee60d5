/** Country, area, province, city and the operator's name, where they are given, are the site's (specification, 7.2). */
import { unlimited, type Filter } from './filter';

const places = ['country', 'area', 'province', 'city'] as const;

export const locationAndOperator: Filter = {
  name: 'LocationAndOperator',
  prepare: ({ request: { selector: { geography, operator } } }) => {
    const given = places.filter((place) => geography[place]);
    return ({ site }) => {
      for (const place of given) if (geography[place] !== site.geography[place]) return `the site's ${place} is "${site.geography[place]}"`;
      return operator && operator !== site.operator ? `the site's operator is "${site.operator}"` : unlimited;
    };
  },
};
