/** How descriptions are written: for each type what it is, and what its fields say. In our own words. */

export type FieldDescriptions = Readonly<Record<string, string>>;

/** A type that has no description of its own fields may leave them out. */
export type TypeDescription = readonly [about: string, fields?: FieldDescriptions];

/** Types of an API group by name, for all of its versions. A function, so that nothing is made before somebody asks. */
export type Descriptions = () => Readonly<Record<string, TypeDescription>>;
