import type { Context, ProgramInputs, Replacement } from "../../customImage";
import { typeNameOf, type Resource } from "../../registry";
import { ResourceNames } from "./resourceNames";

/** Properties of the resource as the host hands them over, the serialized provider among them. */
export type Properties = Record<string, unknown> & { __provider?: unknown };

export interface ConfigureRequest {
  config: { get(key: string): string | undefined };
}

/** What the verbs of every resource share. */
export interface Runner {
  configure(get: (name: string) => string | undefined): void;
  run<T>(properties: Properties, of: { type: string; name?: string }, verb: (ctx: Context) => Promise<T>): Promise<T>;
}

/** The verbs of one resource type, as Pulumi's host calls them. */
export class ResourceVerbs {
  readonly #process: Runner;
  readonly #resource: Resource;
  readonly #type: string;
  readonly #names = new ResourceNames();
  /** What the latest diff decided to replace, for the check that follows: the engine calls one after the other. */
  #latestReplacement: Replacement | undefined;
  /** Resources of this type are being previewed; only check is given that. */
  #isPreview = false;

  constructor(process: Runner, token: string, resource: Resource) {
    this.#process = process;
    this.#resource = resource;
    this.#type = typeNameOf(token);
  }

  /** The functions as the host finds them: it calls them without an object. */
  functions() {
    return {
      /** Sets the stack's configuration. Synchronous, since the host does not wait for it before it calls the next verb. */
      configure: (request: ConfigureRequest): void => {
        this.#process.configure((name) => request.config.get(`zenlayer:${name}`));
      },
      check: (olds: Properties, news: Properties) => this.#check(olds, news),
      diff: (id: string, olds: Properties, news: Properties) => this.#diff(id, olds, news),
      create: (inputs: Properties) => this.#create(inputs),
      read: (id: string, properties?: Properties) => this.#read(id, properties),
      update: (_id: string, olds: Properties, news: Properties) => this.#update(olds, news),
      delete: (_id: string, properties: Properties) => this.#delete(properties),
    };
  }

  #check(olds: Properties, news: Properties) {
    // An image that was adopted and is owned now may have no inputs at all, but its provider is always among them.
    const isNew = Object.keys(olds).length === 0;
    const known = isNew ? undefined : visible(olds);
    return this.#process.run(news, { type: this.#type }, async (ctx) => {
      const given = visible<ProgramInputs>(news);
      this.#isPreview = given.__preview === true;
      const result = await this.#resource.check(ctx, known, given, isNew ? this.#latestReplacement : undefined);
      if (isNew) this.#latestReplacement = undefined;
      if (given.__logicalName) this.#names.note(result.inputs, given.__logicalName.name);
      return result;
    });
  }

  #diff(id: string, olds: Properties, news: Properties) {
    const inputs = visible(news);
    const known = visible(olds);
    const name = this.#names.of(inputs);
    return this.#process.run(news, { type: this.#type, name }, async (ctx) => {
      const { properties, deleteBeforeReplace, replacement } = this.#resource.diff(ctx, id, known, inputs);
      this.#latestReplacement = replacement;
      const changed = Object.keys(properties);
      // The host has no previews of its own. A refresh also calls diff, but without a known name.
      const isPreviewed = changed.length > 0 && this.#isPreview && name !== undefined;
      if (isPreviewed) await this.#resource.previewUpdate(ctx, known, inputs);
      return {
        changes: changed.length > 0,
        replaces: changed.filter((property) => properties[property] === "replace"),
        deleteBeforeReplace,
      };
    });
  }

  #create(inputs: Properties) {
    const given = visible(inputs);
    return this.#process.run(inputs, this.#rowOf(given), (ctx) => this.#resource.create(ctx, given));
  }

  /** A result without id drops the resource from state. */
  #read(id: string, properties: Properties = {}) {
    return this.#process.run(properties, { type: this.#type }, async (ctx) => {
      const found = await this.#resource.read(ctx, id, visible(properties));
      return found ? { id: found.id, props: found.outs, inputs: found.inputs } : {};
    });
  }

  #update(olds: Properties, news: Properties) {
    const inputs = visible(news);
    return this.#process.run(news, this.#rowOf(inputs), async (ctx) => ({
      outs: await this.#resource.update(ctx, visible(olds), inputs),
    }));
  }

  #delete(properties: Properties) {
    return this.#process.run(properties, { type: this.#type }, (ctx) =>
      this.#resource.remove(ctx, visible(properties)),
    );
  }

  #rowOf(inputs: object): { type: string; name?: string } {
    return { type: this.#type, name: this.#names.of(inputs) };
  }
}

/** Without the provider's own text, which the host adds and removes. */
function visible<T extends object>(properties: Properties): T {
  const { __provider: _, ...rest } = properties;
  return rest as T;
}
