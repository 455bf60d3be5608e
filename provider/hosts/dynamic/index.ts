/**
 * The host for Pulumi's dynamic providers: translates between its calls and the rules of the resources. The name of
 * this module and of its functions and properties are written into users' state, so they never change: the module itself
 * is the provider of `CustomImage`, and its properties are those of the other resources.
 */
import { engineAddress } from "../engineAddress";
import { DynamicProcess } from "./process";

const host = new DynamicProcess(engineAddress(process.argv)).install();

export const imageFamily = host.verbsOf("zenlayer:index:ImageFamily");
export const zecImage = host.verbsOf("zenlayer:index:ZecImage");
export const zecImageFamily = host.verbsOf("zenlayer:index:ZecImageFamily");

const image = host.verbsOf("zenlayer:index:CustomImage");
const { configure, check, diff, create, read, update, delete: deleteImage } = image;
export { configure, check, diff, create, read, update, deleteImage as delete };
