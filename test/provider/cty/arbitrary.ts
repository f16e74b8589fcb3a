import fc from '../../support/properties';
import { numberFrom } from '../../../lib/provider/cty/number';
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from '../../../lib/provider/cty/type';
import { Dynamic, UNKNOWN, type Value } from '../../../lib/provider/cty/value';

/** Names that objects of JavaScript treat as no other, and such as configurations have. */
const names = fc.oneof(
  fc.constantFrom('__proto__', '\0__proto__', 'constructor', 'toString', '1', '', 'a'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

export const types: fc.Arbitrary<Type> = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Type>(STRING, NUMBER, BOOL, DYNAMIC),
    fc
      .tuple(fc.constantFrom('list' as const, 'set' as const, 'map' as const), tie('type'))
      .map(([kind, element]): Type => ({ kind, element })),
    fc.array(tie('type'), { maxLength: 3 }).map((elements): Type => ({ kind: 'tuple', elements })),
    fc
      .array(fc.tuple(names, tie('type')), { maxLength: 4 })
      .map((attributes): Type => ({ kind: 'object', attributes: new Map(attributes) })),
  ),
})).type;

const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map((value) => numberFrom(`${value}`) ?? 0),
  fc
    .tuple(fc.bigInt(), fc.integer({ min: -500, max: 500 }))
    .map(([digits, exponent]) => numberFrom(`${digits}e${exponent}`) ?? 0),
);

/** Values of a type; with unknowns in them when asked for. */
export function valuesOf(type: Type, unknowns: boolean): fc.Arbitrary<Value> {
  const known = knownOf(type, unknowns);
  return fc.oneof({ weight: 8, arbitrary: known }, fc.constant(null), ...(unknowns ? [fc.constant(UNKNOWN)] : []));
}

function knownOf(type: Type, unknowns: boolean): fc.Arbitrary<Value> {
  switch (type.kind) {
    case 'string':
      return fc.string({ unit: 'binary' });
    case 'bool':
      return fc.boolean();
    case 'number':
      return numbers;
    case 'dynamic':
      return types
        .filter(({ kind }) => kind !== 'dynamic')
        .chain((own) => valuesOf(own, unknowns).map((value) => new Dynamic(own, value)));
    case 'list':
    case 'set':
      return fc.array(valuesOf(type.element, unknowns), { maxLength: 3 });
    case 'map':
      return fc
        .array(fc.tuple(names, valuesOf(type.element, unknowns)), { maxLength: 3 })
        .map((entries) => new Map(entries));
    case 'tuple':
      return fc.tuple(...type.elements.map((each) => valuesOf(each, unknowns)));
    case 'object':
      return fc
        .tuple(...[...type.attributes.values()].map((each) => valuesOf(each, unknowns)))
        .map((values) =>
          Object.assign(
            Object.create(null),
            Object.fromEntries([...type.attributes.keys()].map((name, at) => [name, values[at] ?? null])),
          ),
        );
  }
}
