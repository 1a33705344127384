// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {Governed} from "../../contracts/base/Governed.sol";
import {TreasuryFactory} from "../../contracts/factory/TreasuryFactory.sol";
import {IComplianceModule} from "../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryFactory} from "../../contracts/interfaces/ITreasuryFactory.sol";
import {ITreasuryRegistry} from "../../contracts/interfaces/ITreasuryRegistry.sol";
import {
    ILinkedInitializer,
    IMoneyInitializer,
    IRootInitializer,
    ITokenInitializer,
    IValidatorInitializer
} from "../../contracts/interfaces/ISetPart.sol";
import {ComplianceModule} from "../../contracts/compliance/ComplianceModule.sol";
import {TreasuryRegistry} from "../../contracts/treasury/TreasuryRegistry.sol";
import {TreasuryToken} from "../../contracts/treasury/TreasuryToken.sol";
import {FactoryDesk} from "./support/FactoryDesk.sol";

/// @notice The factory over the real parts.
contract TreasuryFactorySetTest is FactoryDesk {
    address internal constant ALICE = address(0xA11CE);
    address internal constant MALLORY = address(0xBAD);

    function test_DeploysTheRealSet() public {
        ITreasuryFactory.SetParameters memory parameters = _timelocked(ALICE);
        ITreasuryFactory.Set memory predicted = factory.predictSet(parameters, address(this));
        ITreasuryFactory.Set memory set = factory.deploySet(parameters);
        vm.assertEq(abi.encode(set), abi.encode(predicted), "as predicted");
        vm.assertTrue(
            TreasuryRegistry(set.registry).hasRole(keccak256("PRICER_ROLE"), set.priceCommittee), "the committee prices"
        );
    }

    function test_gasOfASetIsBelowFourMillion() public {
        ITreasuryFactory.SetParameters memory parameters = _timelocked(ALICE);
        factory.deploySet(parameters);
        vm.assertLe(vm.lastCallGas().gasTotalUsed, 4_000_000, "gas");
    }

    function test_ImplementationsInAnotherOrderAreRefused() public {
        ITreasuryFactory.Implementations memory right = factory.implementations();
        for (uint256 i; i < 7; ++i) {
            for (uint256 j = i + 1; j < 7; ++j) {
                address[8] memory codes = abi.decode(abi.encode(right), (address[8]));
                (codes[i], codes[j]) = (codes[j], codes[i]);
                ITreasuryFactory.Implementations memory wrong =
                    abi.decode(abi.encode(codes), (ITreasuryFactory.Implementations));
                TreasuryFactory other = new TreasuryFactory(wrong);
                (bool ok,) = address(other).call(abi.encodeCall(other.deploySet, (_parameters(ALICE))));
                vm.assertTrue(!ok, "parts in each other's place");
            }
        }
    }

    function test_NothingRealIsInitialisedTwiceNorAnImplementationEver() public {
        ITreasuryFactory.Set memory set = factory.deploySet(_parameters(ALICE));
        address token = factory.deployToken(_tokenParameters(set.registry, ALICE));
        ITreasuryFactory.Implementations memory code = factory.implementations();
        bytes memory root = abi.encodeCall(IRootInitializer.initialize, (MALLORY, 0));
        bytes memory money = abi.encodeCall(IMoneyInitializer.initialize, (MALLORY, MALLORY, MALLORY, 0));
        bytes memory linked = abi.encodeCall(ILinkedInitializer.initialize, (MALLORY, MALLORY, 0));
        bytes memory validators = abi.encodeCall(IValidatorInitializer.initialize, (MALLORY, MALLORY, MALLORY, 0));
        bytes memory issue =
            abi.encodeCall(ITokenInitializer.initialize, ("M", "M", MALLORY, MALLORY, MALLORY, MALLORY, 0));
        _expectInitialised(set.registry, code.registry, root);
        _expectInitialised(set.compliance, code.compliance, root);
        _expectInitialised(set.yieldModule, code.yieldModule, money);
        _expectInitialised(set.tradingModule, code.tradingModule, money);
        _expectInitialised(set.priceCommittee, code.priceCommittee, linked);
        _expectInitialised(set.orderBoard, code.orderBoard, linked);
        _expectInitialised(set.validatorModule, code.validatorModule, validators);
        _expectInitialised(token, code.treasuryToken, issue);
    }

    /// @dev Everything that a desk needs to begin is there after one transaction for the set and one for the token.
    function test_ASetIsReadyForItsFirstIssue() public {
        ITreasuryFactory.SetParameters memory parameters = _parameters(address(this));
        parameters.grants = new ITreasuryFactory.SetGrant[](1);
        parameters.grants[0] =
            ITreasuryFactory.SetGrant(ITreasuryFactory.Part.Compliance, keccak256("AGENT_ROLE"), address(this));
        ITreasuryFactory.Set memory set = factory.deploySet(parameters);
        TreasuryToken token = TreasuryToken(factory.deployToken(_tokenParameters(set.registry, ALICE)));
        TreasuryRegistry registry = TreasuryRegistry(set.registry);
        registry.setIssuer(address(this), true);
        registry.register(_billInfo(address(token), address(this)));
        registry.setStatus(address(token), ITreasuryRegistry.TreasuryStatus.Active);
        ComplianceModule compliance = ComplianceModule(set.compliance);
        compliance.setAgent(
            address(this),
            IComplianceModule.Agent(15, IComplianceModule.InvestorClass.Institutional, true, type(uint64).max),
            new bytes2[](0)
        );
        compliance.setInvestor(
            ALICE,
            IComplianceModule.Investor(
                IComplianceModule.InvestorStatus.Approved,
                IComplianceModule.InvestorClass.Institutional,
                "US",
                type(uint64).max,
                "alice"
            )
        );
        token.issue(ALICE, 5e6);
        vm.assertEq(token.balanceOf(ALICE), 5e6, "issued");
    }

    function test_APartThatRefusesItsLinksDeploysNothing() public {
        ITreasuryFactory.SetParameters memory parameters = _parameters(ALICE);
        parameters.settlementToken = address(0);
        address registry = factory.predictSet(parameters, address(this)).registry;
        vm.expectRevert(Governed.ZeroAddress.selector);
        factory.deploySet(parameters);
        vm.assertEq(registry.code.length, 0, "nothing stands");
    }

    function test_TheDeployerHasNoPower() public {
        ITreasuryFactory.Set memory set = factory.deploySet(_parameters(ALICE));
        address[7] memory parts = _partsOf(set);
        for (uint256 i; i < parts.length; ++i) {
            vm.assertTrue(!Governed(parts[i]).hasRole(bytes32(0), address(this)), "no role");
            vm.expectRevert(abi.encodeWithSelector(Governed.NotInitializer.selector, address(this)));
            Governed(parts[i]).grantFirstRole(keccak256("PAUSER_ROLE"), address(this));
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAccessControl.AccessControlUnauthorizedAccount.selector, address(this), bytes32(0)
                )
            );
            Governed(parts[i]).upgradeToAndCall(address(this), "");
        }
    }

    function _expectInitialised(address proxy, address implementation, bytes memory initialization) private {
        _expectRefused(proxy, initialization);
        _expectRefused(implementation, initialization);
    }

    function _expectRefused(address target_, bytes memory initialization) private {
        (bool ok, bytes memory reason) = target_.call(initialization);
        vm.assertTrue(!ok, "initialised again");
        vm.assertEq(reason, abi.encodeWithSelector(Initializable.InvalidInitialization.selector), "why");
    }
}
