// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPriceCommittee} from "../../contracts/interfaces/IPriceCommittee.sol";
import {ITreasuryTokenCore} from "../../contracts/interfaces/ITreasuryTokenCore.sol";
import {Bls12381} from "../../contracts/libraries/Bls12381.sol";
import {PriceCommittee} from "../../contracts/treasury/PriceCommittee.sol";
import {
    SIGNED_CHAIN_ID,
    SIGNED_COMMITTEE,
    SIGNED_EPOCH,
    SIGNED_MESSAGE,
    SIGNED_OBSERVED_AT,
    SIGNED_PRICE,
    SIGNED_TOKEN,
    memberKeys,
    memberPossessions,
    signatureOfAll,
    signatureOfFirstAndThird
} from "./fixtures/CommitteeSignatures.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

/// @notice Keys, proofs and aggregated signatures made by another implementation (@noble/curves), for a committee at a fixed
/// address. The keys are those of the consensus layer's own vectors, which the library under this contract is held against
/// in test/unit/contracts/bls12381.test.ts.
contract PriceCommitteeVectorsTest is RegistryTest {
    PriceCommittee private constant COMMITTEE = PriceCommittee(SIGNED_COMMITTEE);

    function setUp() public override {
        super.setUp();
        vm.chainId(SIGNED_CHAIN_ID);
        vm.etch(SIGNED_TOKEN, address(bill).code);
        vm.mockCall(SIGNED_TOKEN, abi.encodeCall(ITreasuryTokenCore.registry, ()), abi.encode(registry));
        registry.register(billInfo(SIGNED_TOKEN, "US912797AB20"));
        registry.grantRole(registry.PRICER_ROLE(), SIGNED_COMMITTEE);
        vm.etch(SIGNED_COMMITTEE, address(new PriceCommittee()).code);
        COMMITTEE.initialize(address(registry), address(this), ADMIN_DELAY);
        bytes[3] memory keys = memberKeys();
        bytes[3] memory possessions = memberPossessions();
        for (uint16 i; i < 3; ++i) COMMITTEE.addMember(toKey(keys[i]), toSignature(possessions[i]), i == 0 ? 1 : 2);
    }

    function test_bothComputeTheSameMessage() external view {
        vm.assertEq(COMMITTEE.epoch(), SIGNED_EPOCH, "epoch");
        vm.assertEq(
            COMMITTEE.messageOf(SIGNED_TOKEN, SIGNED_PRICE, SIGNED_OBSERVED_AT), SIGNED_MESSAGE, "message"
        );
    }

    function test_acceptsTheSignatureOfAll() external {
        submit(7, signatureOfAll());
    }

    function test_acceptsTheSignatureOfTwo() external {
        submit(5, signatureOfFirstAndThird());
    }

    function test_refusesASignatureUnderAnotherBitmap() external {
        bytes[4] memory signatures =
            [signatureOfAll(), signatureOfAll(), signatureOfFirstAndThird(), signatureOfFirstAndThird()];
        uint8[4] memory bitmaps = [5, 3, 7, 6];
        for (uint256 i; i < 4; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IPriceCommittee.InvalidSignature.selector, SIGNED_MESSAGE));
            this.submit(bitmaps[i], signatures[i]);
        }
    }

    function submit(uint256 bitmap, bytes memory signature) public {
        COMMITTEE.submitPrice(SIGNED_TOKEN, SIGNED_PRICE, SIGNED_OBSERVED_AT, bitmap, toSignature(signature));
        (uint256 price, uint64 observedAt) = registry.priceOf(SIGNED_TOKEN);
        vm.assertEq(price, SIGNED_PRICE, "price");
        vm.assertEq(observedAt, SIGNED_OBSERVED_AT, "time");
    }

    function toKey(bytes memory key) private pure returns (Bls12381.G1Point memory) {
        return abi.decode(key, (Bls12381.G1Point));
    }

    function toSignature(bytes memory signature) private pure returns (Bls12381.G2Point memory) {
        return abi.decode(signature, (Bls12381.G2Point));
    }
}
