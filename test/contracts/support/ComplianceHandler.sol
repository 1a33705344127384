// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ComplianceModule} from "../../../contracts/compliance/ComplianceModule.sol";
import {CountryRule} from "../../../contracts/compliance/rules/CountryRule.sol";
import {MaxHoldersRule} from "../../../contracts/compliance/rules/MaxHoldersRule.sol";
import {IComplianceModule} from "../../../contracts/interfaces/IComplianceModule.sol";

import {LedgerToken} from "./LedgerToken.sol";
import {Test} from "./Test.sol";

/// @notice Moves a token at random between eight accounts of five identities, while an agent rewrites their records. Each
/// movement is compared with what was foretold, and what it did with a plain reading of the rules.
contract ComplianceHandler is Test {
    uint256 public constant ACCOUNTS = 8;
    uint256 public constant IDENTITIES = 5;

    ComplianceModule private immutable COMPLIANCE;
    LedgerToken private immutable TOKEN;
    CountryRule private immutable COUNTRY;
    MaxHoldersRule private immutable HOLDERS;
    uint256 private immutable MAX_BALANCE;
    uint256 private immutable MAX_VOLUME;

    mapping(bytes19 holder => mapping(uint256 day => uint256)) private _sent;

    constructor(
        LedgerToken token,
        ComplianceModule compliance,
        CountryRule country,
        MaxHoldersRule holders,
        uint256 maxBalance,
        uint256 maxVolume
    ) {
        (TOKEN, COMPLIANCE, COUNTRY, HOLDERS) = (token, compliance, country, holders);
        (MAX_BALANCE, MAX_VOLUME) = (maxBalance, maxVolume);
    }

    function move(uint256 from, uint256 to, uint256 amount) external {
        (address sender, address receiver) = (accountAt(from), accountAt(to));
        amount = amountOf(sender, amount);
        (bool ok,, bytes32 rule) = COMPLIANCE.canTransfer(address(TOKEN), sender, receiver, amount);
        try TOKEN.move(sender, receiver, amount) {
            vm.assertTrue(ok, "foretold");
            assertApproved(sender);
            assertReceived(sender, receiver);
            count(sender, receiver, amount);
        } catch (bytes memory reason) {
            vm.assertTrue(!ok, "foretold");
            vm.assertTrue(bytes4(reason) == LedgerToken.Refused.selector, "refused");
            vm.assertTrue(rule != 0, "named");
        }
    }

    function force(uint256 from, uint256 to, uint256 amount) external {
        (address sender, address receiver) = (accountAt(from), accountAt(to));
        try TOKEN.force(sender, receiver, amountOf(sender, amount)) {
            assertReceived(sender, receiver);
        } catch (bytes memory reason) {
            vm.assertTrue(bytes4(reason) == LedgerToken.Refused.selector, "refused");
        }
    }

    function issue(uint256 to, uint256 amount) external {
        address receiver = accountAt(to);
        try TOKEN.issue(receiver, amount % MAX_BALANCE) {
            assertReceived(address(0), receiver);
        } catch (bytes memory reason) {
            vm.assertTrue(bytes4(reason) == LedgerToken.Refused.selector, "refused");
        }
    }

    /// @notice Never refused: no rule here is about redemption.
    function redeem(uint256 from, uint256 amount) external {
        address sender = accountAt(from);
        TOKEN.redeem(sender, amountOf(sender, amount));
    }

    /// @notice Rewrites a record; anyone then has the holders recounted that this concerns.
    function rewrite(uint256 account, uint256 identity, uint256 status, uint256 days_, uint256 country) external {
        address rewritten = accountAt(account);
        bytes19 before = COMPLIANCE.holderOf(rewritten);
        COMPLIANCE.setInvestor(
            rewritten,
            IComplianceModule.Investor(
                IComplianceModule.InvestorStatus(status % 4 == 0 ? 2 : 1),
                IComplianceModule.InvestorClass.Retail,
                [bytes2("US"), "DE", "KP"][country % 3],
                uint64(block.timestamp + days_ % 30 days),
                keccak256(abi.encode(identity % IDENTITIES))
            )
        );
        HOLDERS.recount(address(TOKEN), before);
        HOLDERS.recount(address(TOKEN), COMPLIANCE.holderOf(rewritten));
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + time % 1 days);
    }

    function accountAt(uint256 index) public pure returns (address) {
        return address(uint160(0xACC0 + index % ACCOUNTS));
    }

    function balanceOf(bytes19 holder) public view returns (uint256 balance) {
        address[] memory accounts = COMPLIANCE.accountsOf(holder);
        for (uint256 i; i < accounts.length; ++i) balance += TOKEN.totalBalanceOf(accounts[i]);
    }

    function count(address sender, address receiver, uint256 amount) private {
        (bytes19 from, bytes19 to) = (COMPLIANCE.holderOf(sender), COMPLIANCE.holderOf(receiver));
        if (from == to) return;
        uint256 day = block.timestamp / 1 days;
        _sent[from][day] += amount;
        vm.assertLe(_sent[from][day], MAX_VOLUME, "nobody sends more than the limit a day");
    }

    function assertReceived(address sender, address receiver) private view {
        assertApproved(receiver);
        bytes2 country = COMPLIANCE.investorOf(receiver).country;
        vm.assertTrue(COUNTRY.isAdmitted(address(TOKEN), country), "nobody receives in a country not admitted");
        bytes19 holder = COMPLIANCE.holderOf(receiver);
        if (sender != address(0) && COMPLIANCE.holderOf(sender) == holder) return;
        vm.assertLe(balanceOf(holder), MAX_BALANCE, "nobody receives beyond the largest balance");
    }

    function assertApproved(address account) private view {
        bool isApproved = COMPLIANCE.isApproved(account, IComplianceModule.InvestorClass.Retail);
        vm.assertTrue(isApproved, "nobody sends or receives who isn't approved");
    }

    function amountOf(address account, uint256 amount) private view returns (uint256) {
        uint256 balance = TOKEN.totalBalanceOf(account);
        // Often all of it: that is how holders come and go.
        return amount % 3 == 0 ? balance : amount % (balance + 1);
    }
}
