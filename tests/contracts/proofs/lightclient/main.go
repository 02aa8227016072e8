// Command lightclient is CometBFT's own light client as a witness: `make` writes headers and commits, sound and
// unsound, with its answers; `judge` answers for a JSON list of them. Both write one case a line, protobuf in
// base64.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/light"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

// Block is a header with its commit and its validators, each `[key, power]`, in their order.
type Block struct {
	Header     []byte      `json:"header"`
	Commit     []byte      `json:"commit"`
	Validators []Validator `json:"validators"`
}

// Validator is an Ed25519 key and its power.
type Validator struct {
	Key   []byte `json:"key"`
	Power int64  `json:"power"`
}

// Case is one question: does Next follow from Trusted? Without Trusted: is Next signed by its own validators?
type Case struct {
	Name    string `json:"name"`
	ChainID string `json:"chain_id"`
	Trusted *Block `json:"trusted"`
	Next    Block  `json:"next"`
	Period  int64  `json:"period"`
	Now     int64  `json:"now"`
	Holds   bool   `json:"holds"`
	Says    string `json:"says"`
}

func main() {
	var cases []Case
	switch {
	case len(os.Args) == 2 && os.Args[1] == "make":
		cases = made()
	case len(os.Args) == 2 && os.Args[1] == "judge":
		if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
			fail(err)
		}
	default:
		fail(fmt.Errorf("usage: lightclient make | judge"))
	}
	for i := range cases {
		err := judged(cases[i])
		cases[i].Holds = err == nil
		cases[i].Says = ""
		if err != nil {
			cases[i].Says = err.Error()
		}
	}
	out := json.NewEncoder(os.Stdout)
	for _, each := range cases {
		if err := out.Encode(each); err != nil {
			fail(err)
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// judged asks CometBFT; a panic of its own counts as a refusal.
func judged(one Case) (err error) {
	defer func() {
		if found := recover(); found != nil {
			err = fmt.Errorf("panic: %v", found)
		}
	}()
	next, validators, err := read(one.Next)
	if err != nil {
		return err
	}
	if one.Trusted == nil {
		if err := next.ValidateBasic(one.ChainID); err != nil {
			return err
		}
		if !bytes.Equal(next.ValidatorsHash, validators.Hash()) {
			return fmt.Errorf("the header names other validators")
		}
		return validators.VerifyCommitLight(one.ChainID, next.Commit.BlockID, next.Height, next.Commit)
	}
	trusted, trustedValidators, err := read(*one.Trusted)
	if err != nil {
		return err
	}
	period, now := time.Duration(one.Period)*time.Second, time.Unix(one.Now, 0).UTC()
	return light.Verify(
		trusted, trustedValidators, next, validators, period, now, 10*time.Second, light.DefaultTrustLevel)
}

func read(block Block) (*types.SignedHeader, *types.ValidatorSet, error) {
	var header cmtproto.Header
	if err := header.Unmarshal(block.Header); err != nil {
		return nil, nil, err
	}
	var commit cmtproto.Commit
	if err := commit.Unmarshal(block.Commit); err != nil {
		return nil, nil, err
	}
	signed, err := types.SignedHeaderFromProto(&cmtproto.SignedHeader{Header: &header, Commit: &commit})
	if err != nil {
		return nil, nil, err
	}
	listed := make([]*types.Validator, len(block.Validators))
	for i, each := range block.Validators {
		listed[i] = types.NewValidator(ed25519.PubKey(each.Key), each.Power)
	}
	set := &types.ValidatorSet{Validators: listed, Proposer: listed[0]}
	return signed, set, nil
}
