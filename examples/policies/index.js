// @ts-check
const { PolicyPack } = require("@pulumi/policy");

/** `CustomImage` of the plugin, and of the npm package `pulumi-zenlayer`. */
const TYPES = ["zenlayer:index:CustomImage", "pulumi-nodejs:dynamic/zenlayer:CustomImage"];

const MS_PER_DAY = 24 * 60 * 60 * 1000;

/**
 * @typedef {import("@pulumi/policy").ResourceValidationArgs} Resource
 * @typedef {import("@pulumi/policy").PolicyConfigSchema["properties"][string]} ConfigProperty
 */

/** @type {ConfigProperty} */
const productionStacks = {
  type: "array",
  items: { type: "string" },
  default: ["prod", "production"],
};

/**
 * Reports whether an image is managed in a production stack. A borrowed image is left out: Pulumi never deletes it.
 * @param {Resource} resource
 */
function isProductionImage({ type, urn, props, getConfig }) {
  const stack = urn.split("::")[0]?.replace("urn:pulumi:", "");
  /** @type {{ productionStacks: string[] }} */
  const config = getConfig();
  // `in` instead of a read: the value may be unknown during a preview.
  return TYPES.includes(type) && config.productionStacks.includes(stack ?? "") && !("adoptImageId" in props);
}

/**
 * When the creation of an image was requested, in milliseconds; NaN if that is not recorded, as for an adopted image.
 * @param {import("@pulumi/policy").PolicyResource} resource
 */
function createdAt({ props }) {
  try {
    return Date.parse(props.createdAt);
  } catch {
    return NaN; // unknown: the preview shows an image that does not exist yet
  }
}

new PolicyPack("zenlayer-images", {
  policies: [
    {
      name: "production-image-protected",
      description: "Images of production stacks have the resource option `protect`.",
      enforcementLevel: "mandatory",
      configSchema: { properties: { productionStacks } },
      validateResource(image, report) {
        if (!isProductionImage(image) || image.opts.protect) return;
        report(`Image "${image.name}" is not protected, and a deleted image cannot be restored. Set protect: true.`);
      },
    },
    {
      name: "production-image-created-before-deleted",
      description: "An image of a production stack is deleted only after its replacement exists.",
      enforcementLevel: "mandatory",
      configSchema: {
        properties: {
          productionStacks,
          // Names of the resources that may do without, for example in a zone whose quota has one slot.
          allowed: { type: "array", items: { type: "string" }, default: [] },
        },
      },
      validateResource(image, report) {
        if (!isProductionImage(image) || !image.opts.deleteBeforeReplace) return;
        /** @type {{ allowed: string[] }} */
        const { allowed } = image.getConfig();
        if (allowed.includes(image.name)) return;
        report(
          `Image "${image.name}" sets deleteBeforeReplace: no image is left if the creation of the new one fails. ` +
            "Remove the option, or add the name to `allowed` in the policy's configuration.",
        );
      },
    },
    {
      name: "image-age",
      description: "Images are rebuilt regularly, so that instances start with recent security updates.",
      enforcementLevel: "advisory",
      configSchema: { properties: { maxAgeDays: { type: "number", minimum: 0, default: 90 } } },
      validateStack({ resources, getConfig }, report) {
        /** @type {{ maxAgeDays: number }} */
        const { maxAgeDays } = getConfig();
        for (const image of resources.filter(({ type }) => TYPES.includes(type))) {
          const days = Math.floor((Date.now() - createdAt(image)) / MS_PER_DAY);
          if (days > maxAgeDays) {
            report(`Image "${image.name}" is ${days} days old (limit ${maxAgeDays}). Create a new one.`, image.urn);
          }
        }
      },
    },
  ],
});
