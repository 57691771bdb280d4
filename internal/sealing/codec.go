package sealing

import (
	"errors"
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"
)

// What marks a sealed payload, and one that was deflated before. Stored
// histories bear them: they never change.
const (
	encoding         = "binary/kigen-sealed"
	deflatedEncoding = "binary/kigen-sealed-deflate"
)

// boundTo keeps a sealed payload from being passed off as something else that
// the same key might once seal.
var boundTo = []byte("kigen workflow payload")

type codec struct{ keys *Keys }

// Codec seals payloads whole, metadata included; those that shrink by it are
// deflated first, for histories are kept for months. Decode leaves payloads
// alone that aren't sealed, so that a sealed and an unsealed client can be told
// apart and mixed while sealing is being introduced.
func (k *Keys) Codec() converter.PayloadCodec { return codec{k} }

func (c codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	sealed := make([]*commonpb.Payload, len(payloads))
	for i, payload := range payloads {
		plain, err := proto.Marshal(payload)
		if err != nil {
			return nil, fmt.Errorf("sealing: payload: %w", err)
		}
		mark := encoding
		if small, ok := deflate(plain); ok {
			plain, mark = small, deflatedEncoding
		}
		data, err := c.keys.payloads.Encrypt(plain, boundTo)
		if err != nil {
			return nil, fmt.Errorf("sealing: payload: %w", err)
		}
		sealed[i] = &commonpb.Payload{
			Metadata: map[string][]byte{converter.MetadataEncoding: []byte(mark)},
			Data:     data,
		}
	}
	return sealed, nil
}

func (c codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	opened := make([]*commonpb.Payload, len(payloads))
	for i, payload := range payloads {
		mark := string(payload.GetMetadata()[converter.MetadataEncoding])
		if mark != encoding && mark != deflatedEncoding {
			opened[i] = payload
			continue
		}
		plain, err := c.keys.payloads.Decrypt(payload.GetData(), boundTo)
		if err != nil {
			return nil, errors.New("sealing: no key opens this payload")
		}
		if mark == deflatedEncoding {
			if plain, err = inflate(plain); err != nil {
				return nil, fmt.Errorf("sealing: payload: %w", err)
			}
		}
		opened[i] = &commonpb.Payload{}
		if err := proto.Unmarshal(plain, opened[i]); err != nil {
			return nil, fmt.Errorf("sealing: payload: %w", err)
		}
	}
	return opened, nil
}

// DataConverter is the SDK's default converter with payloads sealed.
func (k *Keys) DataConverter() converter.DataConverter {
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), k.Codec())
}

// FailureConverter seals messages and stack traces of failures too.
func (k *Keys) FailureConverter() converter.FailureConverter {
	return temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		DataConverter:          k.DataConverter(),
		EncodeCommonAttributes: true,
	})
}
