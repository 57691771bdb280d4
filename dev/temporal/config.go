package temporal

import (
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
)

const (
	clusterName = "active"
	// retention keeps finished workflows readable in the UI.
	retention     = 90 * 24 * time.Hour
	taskQueueKind = enumspb.TASK_QUEUE_TYPE_WORKFLOW
)

var countNothing = &workflowservice.CountWorkflowExecutionsRequest{Query: "KigenSubject = ''"}

// searchAttributes of both namespaces: whom or what a process is about, an ID without personal data.
var searchAttributes = map[string]enumspb.IndexedValueType{
	"KigenSubject": enumspb.INDEXED_VALUE_TYPE_KEYWORD,
}

// dynamicConfig lifts the limits meant for servers shared by many, and lets workflows skip time.
// One partition per task queue: with one machine more of them only scatter the tasks.
func dynamicConfig() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		dynamicconfig.WorkflowTimeSkippingEnabled.Key():           true,
		dynamicconfig.WorkflowTimeSkippingMaxSkipPerSession.Key(): 100_000,
		// Timers of skipped time are due when they are made. The shift is for hosts whose clocks differ.
		dynamicconfig.TimerProcessorMaxTimeShift.Key():              20 * time.Millisecond,
		dynamicconfig.TimerProcessorMaxPollRPS.Key():                100_000,
		dynamicconfig.TransferProcessorMaxPollRPS.Key():             100_000,
		dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():      1,
		dynamicconfig.MatchingNumTaskqueueWritePartitions.Key():     1,
		dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key(): true,
		dynamicconfig.FrontendRPS.Key():                             100_000,
		dynamicconfig.FrontendMaxNamespaceRPSPerInstance.Key():      100_000,
		dynamicconfig.FrontendPersistenceMaxQPS.Key():               100_000,
		dynamicconfig.HistoryRPS.Key():                              100_000,
		dynamicconfig.HistoryPersistenceMaxQPS.Key():                100_000,
		dynamicconfig.MatchingRPS.Key():                             100_000,
		dynamicconfig.MatchingPersistenceMaxQPS.Key():               100_000,
		dynamicconfig.VisibilityPersistenceMaxReadQPS.Key():         100_000,
		dynamicconfig.VisibilityPersistenceMaxWriteQPS.Key():        100_000,
	}
}

func serverConfig(k keeping, ports Ports) *config.Config {
	service := func(grpc, membership int) config.Service {
		return config.Service{RPC: config.RPC{GRPCPort: grpc, MembershipPort: membership, BindOnIP: host}}
	}
	in := ports.Internal
	return &config.Config{
		Global: config.Global{Membership: config.Membership{
			MaxJoinDuration:  30 * time.Second,
			BroadcastAddress: host,
		}},
		Persistence: config.Persistence{
			DefaultStore:     mainStore,
			VisibilityStore:  visibilityStore,
			NumHistoryShards: k.shards,
			DataStores:       map[string]config.DataStore{mainStore: {SQL: k.main}, visibilityStore: {SQL: k.visibility}},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{clusterName: {
				Enabled:                true,
				InitialFailoverVersion: 1,
				RPCAddress:             address(ports.Frontend),
			}},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services: map[string]config.Service{
			"frontend": service(ports.Frontend, in),
			"history":  service(in+1, in+2),
			"matching": service(in+3, in+4),
			"worker":   service(in+5, in+6),
		},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: "disabled"},
			Visibility: config.VisibilityArchival{State: "disabled"},
		},
		PublicClient: config.PublicClient{HostPort: address(ports.Frontend)},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
		}},
	}
}
