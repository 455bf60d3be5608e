/** The classes of Pulumi's gRPC protocol in `@pulumi/pulumi` that tests use as client of a provider and as engine. */
import type * as Grpc from "@grpc/grpc-js";
import type * as EnginePb from "@pulumi/pulumi/proto/engine_pb";
import type * as EngineGrpcPb from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as ProviderPb from "@pulumi/pulumi/proto/provider_pb";
import type * as ProviderGrpcPb from "@pulumi/pulumi/proto/provider_grpc_pb";
import type * as StatusPb from "@pulumi/pulumi/proto/status_pb";
import type * as EmptyPb from "google-protobuf/google/protobuf/empty_pb";
import type * as StructPb from "google-protobuf/google/protobuf/struct_pb";
import { pulumiRequire } from "../../provider/hosts/pulumiRequire";

const sdk = pulumiRequire();

export const grpc = sdk("@grpc/grpc-js") as typeof Grpc;
export const messages = sdk("./proto/provider_pb") as typeof ProviderPb;
export const { ResourceProviderClient } = sdk("./proto/provider_grpc_pb") as typeof ProviderGrpcPb;
export const engineMessages = sdk("./proto/engine_pb") as typeof EnginePb;
export const { EngineService } = sdk("./proto/engine_grpc_pb") as typeof EngineGrpcPb;
export const { Status } = sdk("./proto/status_pb") as typeof StatusPb;
export const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb") as typeof EmptyPb;
export const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb") as typeof StructPb;
