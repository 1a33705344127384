// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SlotDerivation} from "@openzeppelin/contracts/utils/SlotDerivation.sol";

import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITradingModule} from "../../contracts/interfaces/ITradingModule.sol";
import {Desk} from "./support/Desk.sol";

/// @notice Our storage lies where ERC-7201 puts it, so that an upgradeable version finds it again.
contract StorageLayoutTest is Desk {
    using SlotDerivation for string;
    using SlotDerivation for bytes32;

    function test_tradingModule() external {
        module.setFees(1, 2, treasurer);
        bytes32 slot = string("quantera.storage.TradingModule").erc7201Slot();
        uint256 fees = uint256(vm.load(address(module), slot.offset(3)));
        vm.assertEq(fees, uint256(uint160(treasurer)) << 32 | 2 << 16 | 1, "fees are the fourth member");
        ITradingModule.Fill memory fill = plainFill();
        module.settle(fill);
        bytes32 order = slot.deriveMapping(module.hashOrder(fill.maker));
        vm.assertEq(uint256(vm.load(address(module), order)), 100 * ONE, "orders are the first");
    }

    function test_treasuryRegistry() external view {
        bytes32 slot = string("quantera.storage.TreasuryRegistry").erc7201Slot();
        vm.assertEq(uint256(vm.load(address(registry), slot.offset(2))), 1, "the list is the third member");
    }

    function test_treasuryToken() external {
        bill.setFrozen(alice, true);
        bytes32 slot = string("quantera.storage.TreasuryToken").erc7201Slot();
        vm.assertEq(uint256(vm.load(address(bill), slot.deriveMapping(alice))), 1, "frozen is the first member");
    }

    function test_complianceModule() external view {
        bytes32 slot = string("quantera.storage.ComplianceModule").erc7201Slot();
        bytes32 identity = vm.load(address(compliance), slot.deriveMapping(alice).offset(1));
        vm.assertEq(identity, keccak256("identity"), "investors are the first member");
    }
}
