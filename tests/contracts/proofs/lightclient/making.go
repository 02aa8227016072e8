package main

import (
	"bytes"
	"crypto/sha256"
	"sort"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/crypto/tmhash"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	"github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"
)

const (
	chainID = "tegata-000102030405060708090a0b0c0d0e0f"
	period  = 86_400
	start   = 1_772_400_000
)

// party is a validator with its private key.
type party struct {
	key   ed25519.PrivKey
	power int64
}

// block is what a case is made from before it is spelt.
type block struct {
	header     *types.Header
	commit     *types.Commit
	validators []*types.Validator
}

func parties(names string, powers ...int64) []party {
	found := make([]party, len(names))
	for i, name := range names {
		seed := sha256.Sum256([]byte{byte(name)})
		power := int64(10)
		if i < len(powers) {
			power = powers[i]
		}
		found[i] = party{ed25519.GenPrivKeyFromSecret(seed[:]), power}
	}
	sort.Slice(found, func(i, j int) bool {
		if found[i].power != found[j].power {
			return found[i].power > found[j].power
		}
		return bytes.Compare(found[i].key.PubKey().Address(), found[j].key.PubKey().Address()) < 0
	})
	return found
}

func listed(set []party) []*types.Validator {
	found := make([]*types.Validator, len(set))
	for i, each := range set {
		found[i] = types.NewValidator(each.key.PubKey(), each.power)
	}
	return found
}

func hashOf(set []party) []byte {
	return (&types.ValidatorSet{Validators: listed(set)}).Hash()
}

func digest(word string) []byte { return tmhash.Sum([]byte(word)) }

// decided is a header at a height, with the votes of all of the set.
func decided(height int64, set, next []party, change ...func(*types.Header)) block {
	header := &types.Header{
		Version:            cmtversion.Consensus{Block: version.BlockProtocol, App: 1},
		ChainID:            chainID,
		Height:             height,
		Time:               time.Unix(start+height, 120_034_500).UTC(),
		LastBlockID:        types.BlockID{Hash: digest("last"), PartSetHeader: types.PartSetHeader{Total: 1, Hash: digest("parts")}},
		LastCommitHash:     digest("last commit"),
		DataHash:           digest("data"),
		ValidatorsHash:     hashOf(set),
		NextValidatorsHash: hashOf(next),
		ConsensusHash:      digest("consensus"),
		AppHash:            digest("app"),
		LastResultsHash:    digest("results"),
		EvidenceHash:       digest("evidence"),
		ProposerAddress:    set[0].key.PubKey().Address(),
	}
	for _, each := range change {
		each(header)
	}
	return block{header, voted(header, set, 0), listed(set)}
}

// voted is a commit for a header, each vote at its own time.
func voted(header *types.Header, set []party, round int32) *types.Commit {
	id := types.BlockID{Hash: header.Hash(), PartSetHeader: types.PartSetHeader{Total: 1, Hash: digest("own parts")}}
	commit := &types.Commit{Height: header.Height, Round: round, BlockID: id}
	for i := range set {
		commit.Signatures = append(commit.Signatures, types.CommitSig{
			BlockIDFlag:      types.BlockIDFlagCommit,
			ValidatorAddress: set[i].key.PubKey().Address(),
			Timestamp:        header.Time.Add(time.Duration(i) * 1_000_001),
		})
	}
	for i := range set {
		resign(commit, i, set[i], header.ChainID)
	}
	return commit
}

// resign has a validator sign the place as it stands now.
func resign(commit *types.Commit, place int, by party, chain string) {
	signature, err := by.key.Sign(commit.VoteSignBytes(chain, int32(place)))
	if err != nil {
		fail(err)
	}
	commit.Signatures[place].Signature = signature
}

func spelt(one block) Block {
	header, err := one.header.ToProto().Marshal()
	if err != nil {
		fail(err)
	}
	commit, err := one.commit.ToProto().Marshal()
	if err != nil {
		fail(err)
	}
	found := Block{Header: header, Commit: commit}
	for _, each := range one.validators {
		found.Validators = append(found.Validators, Validator{each.PubKey.Bytes(), each.VotingPower})
	}
	return found
}

func commitCase(name string, one block) Case {
	return Case{Name: name, ChainID: chainID, Next: spelt(one)}
}

func stepCase(name string, trusted, next block, now int64) Case {
	from := spelt(trusted)
	return Case{Name: name, ChainID: chainID, Trusted: &from, Next: spelt(next), Period: period, Now: now}
}
