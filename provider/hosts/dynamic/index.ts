/**
 * The host for Pulumi's dynamic providers: translates between its calls and the rules of the resources. The name of
 * this module and of its functions and properties are written into users' state, so they never change: the module itself
 * is the provider of `CustomImage`, and its properties are those of the other resources.
 */
import { verbsOf } from "./verbs";

export const imageFamily = verbsOf("zenlayer:index:ImageFamily");
export const zecImage = verbsOf("zenlayer:index:ZecImage");

const image = verbsOf("zenlayer:index:CustomImage");
const { configure, check, diff, create, read, update, delete: deleteImage } = image;
export { configure, check, diff, create, read, update, deleteImage as delete };
