package main

import (
	"github.com/pulumi-zenlayer/pulumi-zenlayer/sdk/go/zenlayer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		quota, err := zenlayer.GetImageQuota(ctx, &zenlayer.GetImageQuotaArgs{ZoneIds: []string{"HKG-A"}})
		if err != nil {
			return err
		}
		web, err := zenlayer.NewCustomImage(ctx, "web", &zenlayer.CustomImageArgs{
			InstanceId:       pulumi.String(settings.Require("instanceId")),
			ImageDescription: pulumi.String(settings.Get("imageDescription")),
		})
		if err != nil {
			return err
		}
		ctx.Export("imageId", web.ID())
		ctx.Export("imageName", web.ImageName)
		ctx.Export("freeSlotsBefore", pulumi.Int(quota.Zones[0].Free))
		return nil
	})
}
