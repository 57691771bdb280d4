package sealing

import (
	"encoding/binary"
	"fmt"
	"math/big"
)

// codesBoundTo keeps a code's MAC from standing for anything else.
const codesBoundTo = "kigen code\n"

// Code is the number of so many digits that proves whoever knows it was sent
// the thing of that ID (S-2). It follows from the ID and the key, so that no
// row holds it; a rotation of the link keys makes it another one.
func (k *Keys) Code(subject string, digits int) (string, error) {
	tag, err := k.links.ComputeMAC([]byte(codesBoundTo + subject))
	if err != nil {
		return "", fmt.Errorf("sealing: code: %w", err)
	}
	// The tag begins with five bytes that name the key.
	n := new(big.Int).SetUint64(binary.BigEndian.Uint64(tag[5:13]))
	n.Mod(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
	return fmt.Sprintf("%0*d", digits, n), nil
}
