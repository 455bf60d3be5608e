/** The gRPC library and the messages of Pulumi's provider protocol: the instances that `@pulumi/pulumi` uses. */
import type * as grpcModule from "@grpc/grpc-js";
import type * as pluginModule from "@pulumi/pulumi/proto/plugin_pb";
import type * as serviceModule from "@pulumi/pulumi/proto/provider_grpc_pb";
import type * as messagesModule from "@pulumi/pulumi/proto/provider_pb";
import type * as statusModule from "@pulumi/pulumi/proto/status_pb";
import type * as anyModule from "google-protobuf/google/protobuf/any_pb";
import type * as emptyModule from "google-protobuf/google/protobuf/empty_pb";
import type * as structModule from "google-protobuf/google/protobuf/struct_pb";
import { pulumiRequire } from "../pulumiRequire";

const sdk = pulumiRequire();

export const grpc = sdk("@grpc/grpc-js") as typeof grpcModule;
export const messages = sdk("./proto/provider_pb") as typeof messagesModule;
export const { ResourceProviderService } = sdk("./proto/provider_grpc_pb") as typeof serviceModule;
export const { PluginInfo } = sdk("./proto/plugin_pb") as typeof pluginModule;
export const { Status } = sdk("./proto/status_pb") as typeof statusModule;
export const { Any } = sdk("google-protobuf/google/protobuf/any_pb") as typeof anyModule;
export const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb") as typeof emptyModule;
export const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb") as typeof structModule;
