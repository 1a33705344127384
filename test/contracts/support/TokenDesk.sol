// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {ComplianceModule} from "../../../contracts/compliance/ComplianceModule.sol";
import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";
import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {ITreasuryToken} from "../../../contracts/interfaces/ITreasuryToken.sol";
import {ITreasuryTokenCore} from "../../../contracts/interfaces/ITreasuryTokenCore.sol";
import {DayCount} from "../../../contracts/libraries/DayCount.sol";
import {TreasuryRegistry} from "../../../contracts/treasury/TreasuryRegistry.sol";
import {TreasuryToken} from "../../../contracts/treasury/TreasuryToken.sol";

import {Test} from "./Test.sol";
import {proxied} from "./proxied.sol";

/// @notice An active bill on a real registry and compliance module, all behind proxies, with alice and bob as approved
/// holders of {TOKENS} each. The test is every admin, the compliance agent, the issuer, a controller, a pauser and a resumer.
/// {token} and {bill} are the same contract.
abstract contract TokenDesk is Test {
    uint64 internal constant NOW = 1_800_000_000;
    uint32 internal constant TODAY = 20_833;
    uint32 internal constant MATURITY_DAY = TODAY + 91;
    uint256 internal constant MATURITY = uint256(MATURITY_DAY) * 1 days;
    uint256 internal constant ONE = 1e6;
    uint256 internal constant TOKENS = 1_000_000 * ONE;
    bytes32 internal constant FREE = "unrestricted";
    bytes32 internal constant RESTRICTED = "restricted";
    bytes32 internal constant PLEDGED = "pledged";

    uint256 internal constant ALICE_KEY = 0xA11CE;
    uint256 internal constant BOB_KEY = 0xB0B;

    address internal immutable alice = vm.addr(ALICE_KEY);
    address internal immutable bob = vm.addr(BOB_KEY);
    address internal constant CAROL = address(0xCA401);
    address internal constant MALLORY = address(0xBAD);
    address internal constant NOTARY = address(0x0740);
    address internal constant YIELD = address(0x41E1D);

    ComplianceModule internal compliance;
    TreasuryRegistry internal registry;
    ITreasuryToken internal token;
    TreasuryToken internal bill;

    function setUp() public virtual {
        vm.warp(NOW);
        bytes memory root = abi.encodeWithSignature("initialize(address,uint48)", address(this), 1 days);
        compliance = ComplianceModule(proxied(address(new ComplianceModule()), root));
        registry = TreasuryRegistry(proxied(address(new TreasuryRegistry()), root));
        bytes2[] memory everywhere = new bytes2[](0);
        compliance.setAgent(
            address(this),
            IComplianceModule.Agent(7, IComplianceModule.InvestorClass.Institutional, true, type(uint64).max),
            everywhere
        );
        registry.setIssuer(address(this), true);
        bill = newBill();
        token = ITreasuryToken(address(bill));
        registry.register(billInfo(address(bill)));
        setStatus(ITreasuryRegistry.TreasuryStatus.Active);
        onboard(alice);
        onboard(bob);
    }

    function newBill() internal returns (TreasuryToken created) {
        created = TreasuryToken(
            proxied(
                address(new TreasuryToken()),
                abi.encodeCall(
                    TreasuryToken.initialize,
                    (
                        "13-week bill",
                        "TB13W",
                        address(registry),
                        address(compliance),
                        YIELD,
                        address(this),
                        1 days
                    )
                )
            )
        );
        created.grantRole(created.CONTROLLER_ROLE(), address(this));
        created.grantRole(created.PAUSER_ROLE(), address(this));
        created.grantRole(created.RESUMER_ROLE(), address(this));
    }

    function billInfo(address created) internal view returns (ITreasuryRegistry.TreasuryInfo memory info) {
        info.token = created;
        info.treasuryType = ITreasuryRegistry.TreasuryType.Bill;
        info.currency = "USD";
        info.issuer = address(this);
        info.terms.convention = DayCount.Convention.Actual360;
        info.terms.issueDay = TODAY;
        info.terms.firstCouponDay = MATURITY_DAY;
        info.terms.lastRegularDay = MATURITY_DAY;
        info.terms.maturityDay = MATURITY_DAY;
        info.faceValue = 1_000_000;
        info.issuePrice = 990_000;
        info.isin = "US912797AB12";
        info.name = "13-week bill";
    }

    function onboard(address account) internal {
        approve(account);
        bill.issue(account, TOKENS);
    }

    function approve(address account) internal {
        setStanding(account, IComplianceModule.InvestorStatus.Approved);
    }

    function setStanding(address account, IComplianceModule.InvestorStatus status) internal {
        compliance.setInvestor(
            account,
            IComplianceModule.Investor(
                status, IComplianceModule.InvestorClass.Institutional, "US", type(uint64).max, 0
            )
        );
    }

    function setStatus(ITreasuryRegistry.TreasuryStatus status) internal {
        registry.setStatus(address(bill), status);
    }

    function mature() internal {
        vm.warp(MATURITY);
        setStatus(ITreasuryRegistry.TreasuryStatus.Matured);
    }

    /// @notice Defines "restricted", within which nothing moves without a controller but from which holders take tokens out,
    /// and "pledged", which holders may enter only; alice has {TOKENS} in the first.
    function partition() internal {
        token.definePartition(RESTRICTED, 4);
        token.definePartition(PLEDGED, 2);
        token.issueByPartition(RESTRICTED, alice, TOKENS, "");
    }

    function expectRefused(bytes1 code, bytes32 rule) internal {
        vm.expectRevert(refusal(code, rule));
    }

    function expectShort(address account, uint256 available, uint256 needed) internal {
        vm.expectRevert(
            abi.encodeWithSignature(
                "ERC20InsufficientBalance(address,uint256,uint256)", account, available, needed
            )
        );
    }

    function expectMissingRole(address account, bytes32 role) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role)
        );
    }

    function refusal(bytes1 code, bytes32 rule) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ITreasuryTokenCore.TransferNotCompliant.selector, code, rule);
    }

    function signDigest(uint256 key, bytes32 digest) internal pure returns (uint8 v, bytes32 r, bytes32 s) {
        return vm.sign(key, digest);
    }
}
