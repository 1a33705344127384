// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {RegistryHandler} from "./support/RegistryHandler.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

/// @notice Whatever anybody does, in whatever order, the registry does and says what a model of it does and says.
contract RegistryInvariantsTest is RegistryTest {
    RegistryHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new RegistryHandler(registry, bill, address(this), ISSUER, TODAY + BILL_DAYS);
        bytes4[] memory selectors = new bytes4[](6);
        selectors[0] = handler.setStatus.selector;
        selectors[1] = handler.updatePrice.selector;
        selectors[2] = handler.setIssuer.selector;
        selectors[3] = handler.setOperator.selector;
        selectors[4] = handler.setSupply.selector;
        selectors[5] = handler.pass.selector;
        target(address(handler), selectors);
    }

    /// @dev After every call: it ended as predicted; registry, token and model agree on the status; the price is the last that
    /// was recorded, and never ahead of the time.
    function invariant_theRegistryDoesWhatItsModelDoes() external view {
        vm.assertEq(handler.surprises(), 0, "every call ends as the model predicts");
        ITreasuryRegistry.TreasuryStatus status = registry.statusOf(address(bill));
        vm.assertTrue(status == handler.status(), "the model's status");
        vm.assertTrue(status == bill.told(), "the token's status");
        vm.assertEq(bill.tellings(), handler.moves(), "the token is told of each move once");
        (uint256 price, uint64 observedAt) = registry.priceOf(address(bill));
        vm.assertEq(price, handler.price(), "price");
        vm.assertEq(observedAt, handler.observedAt(), "time of the price");
        vm.assertLe(observedAt, handler.time(), "never ahead");
    }

    /// @dev The rights are the admin's, the approved issuer's, and what it delegated that hasn't ended.
    function afterInvariant() external {
        assertRights();
    }

    /// @dev Without this the invariant could hold for want of anything happening.
    function test_theHandlerDoesWhatItShould() external {
        for (uint256 i; i < 400; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            handler.setStatus(uint8(seed), uint8(seed >> 8));
            handler.updatePrice(uint8(seed >> 16), uint128(seed >> 24), uint16(seed >> 152), uint32(seed >> 168));
            handler.setOperator(uint8(seed >> 200), uint8(seed >> 208), uint8(seed >> 216), uint32(seed >> 224));
            if (i % 20 == 0) handler.setIssuer(0, seed >> 10 & 3 != 0);
            handler.pass(uint32(seed >> 11));
            handler.setSupply(uint8(seed >> 12));
        }
        vm.assertGe(handler.moves(), 3, "it moves");
        vm.assertGe(handler.prices(), 20, "prices are recorded");
        vm.assertGe(handler.refusals(), 200, "and much is refused");
        vm.assertEq(handler.surprises(), 0, "as predicted");
        assertRights();
    }

    function assertRights() private {
        vm.warp(handler.time());
        for (uint256 i; i < 5; ++i) {
            address account = handler.accountOf(i);
            for (uint8 right = 1; right <= 16; right *= 2) {
                vm.assertTrue(
                    registry.hasRight(address(bill), account, right) == handler.mayAct(account, right), "right"
                );
            }
        }
    }
}
