import { attribute, type AttributePath, key } from '../../schema';
import type { ConstructPath } from '../../../model/units';
import { snakeCase } from '../snake-case';
import { physicalFunctionSchema } from './schema';
import { groupOf } from './setting-attributes';

/** Where constructs of the model stand in the configuration. */
export class Places {
  private readonly places = new Map<ConstructPath, AttributePath>();

  public constructor(public readonly pf: ConstructPath) {
    this.places.set(pf, []);
  }

  public pool(name: string): ConstructPath {
    const path = `${this.pf}/${name}`;
    this.places.set(path, [attribute('pools'), key(name)]);
    return path;
  }

  public vm(pool: string, name: string): ConstructPath {
    const path = `${this.pf}/${pool}/${name}`;
    this.places.set(path, [attribute('pools'), key(pool), attribute('vms'), key(name)]);
    return path;
  }

  /**
   * The attribute that a finding is about; undefined: none of this resource.
   *
   * @param pointer of the finding: a property, or one within a property (`demand.kind`)
   */
  public attribute(path: ConstructPath, pointer: string | undefined): AttributePath | undefined {
    const place = this.places.get(path);
    if (place === undefined) return undefined;
    let names = attributesAt(place);
    const steps: AttributePath[number][] = [...place];
    for (const property of pointer === undefined ? [] : pointer.split('.')) {
      const name = snakeCase(property) as string;
      const group = place.length === 0 ? null : groupOf(property);
      if (group !== null && names?.[name] === undefined) {
        steps.push(attribute(group));
        names = attributesOf(names?.[group]);
      }
      if (names?.[name] === undefined) break;
      steps.push(attribute(name));
      names = attributesOf(names[name]);
    }
    return steps;
  }
}

type Attributes = typeof physicalFunctionSchema.attributes;

function attributesAt(place: AttributePath): Attributes | null {
  let attributes: Attributes | null = physicalFunctionSchema.attributes;
  for (const step of place) {
    if (step.kind === 'attribute') attributes = attributesOf(attributes?.[step.name]);
  }
  return attributes;
}

function attributesOf(of: Attributes[string] | undefined): Attributes | null {
  return of !== undefined && 'attributes' in of.shape && of.shape.kind !== 'object' ? of.shape.attributes : null;
}
