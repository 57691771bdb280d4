package sealing

import (
	"errors"
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"
)

// encoding marks a sealed payload. Stored histories bear it: it never changes.
const encoding = "binary/kigen-sealed"

// boundTo keeps a sealed payload from being passed off as something else that
// the same key might once seal.
var boundTo = []byte("kigen workflow payload")

type codec struct{ keys *Keys }

// Codec seals payloads whole, metadata included. Decode leaves payloads alone
// that aren't sealed, so that a sealed and an unsealed client can be told apart
// and mixed while sealing is being introduced.
func (k *Keys) Codec() converter.PayloadCodec { return codec{k} }

func (c codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	sealed := make([]*commonpb.Payload, len(payloads))
	for i, payload := range payloads {
		plain, err := proto.Marshal(payload)
		if err != nil {
			return nil, fmt.Errorf("sealing: payload: %w", err)
		}
		data, err := c.keys.payloads.Encrypt(plain, boundTo)
		if err != nil {
			return nil, fmt.Errorf("sealing: payload: %w", err)
		}
		sealed[i] = &commonpb.Payload{
			Metadata: map[string][]byte{converter.MetadataEncoding: []byte(encoding)},
			Data:     data,
		}
	}
	return sealed, nil
}

func (c codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	opened := make([]*commonpb.Payload, len(payloads))
	for i, payload := range payloads {
		if string(payload.GetMetadata()[converter.MetadataEncoding]) != encoding {
			opened[i] = payload
			continue
		}
		plain, err := c.keys.payloads.Decrypt(payload.GetData(), boundTo)
		if err != nil {
			return nil, errors.New("sealing: no key opens this payload")
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
