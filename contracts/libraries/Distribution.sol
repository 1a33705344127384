// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Distribution
/// @notice Shares money among token holders: what is due, what was paid in, what each may have of it.
/// @dev Everyone's entitlement is floor(tokens × perToken / 10^decimals) when all that is due was paid in. While less is
/// there it is nothing or, in a shortfall, floor(tokens × funded / supply). It only grows as more is paid in, so each can be
/// paid again up to it; the sum never exceeds what was paid in. Amounts are base units.
library Distribution {
    using SafeCast for uint256;

    /// @notice Unknown: nothing is fixed yet. Shortfall: paid pro rata of what is there. Closed: nothing moves any more.
    enum Stage {
        Unknown,
        Open,
        Shortfall,
        Closed
    }

    /// @notice Money for all tokens of a supply. What each payment writes is in one slot.
    /// @param perToken Due for one whole token.
    /// @param funded What was paid in; never more than is due.
    /// @param paid What was paid out; never more than was paid in.
    /// @param settled The tokens that were paid all they can be at the present funding.
    /// @param round How often it was funded.
    /// @param supply The tokens it is shared among.
    /// @param claimed The tokens that were presented; only where holders present them.
    /// @param payTime Unix seconds from which it is paid.
    /// @param decimals Of the token.
    struct Pot {
        uint128 perToken;
        uint128 funded;
        uint128 paid;
        uint96 settled;
        uint32 round;
        uint96 supply;
        uint96 claimed;
        uint40 payTime;
        uint8 decimals;
        Stage stage;
    }

    /// @notice One holder's part of a pot. One slot.
    /// @param tokens What it has a claim for.
    /// @param paid What it was paid.
    /// @param round The pot's round when it was paid last; 0 for never.
    struct Claim {
        uint96 tokens;
        uint128 paid;
        uint32 round;
    }

    /// @notice Thrown when nothing would be paid in.
    error ZeroAmount();
    /// @notice Thrown when all that is due was paid in already.
    error FullyFunded(uint256 due);
    /// @notice Thrown when what is due isn't paid in yet, and no shortfall was declared.
    error NotFunded(uint256 funded, uint256 due);
    /// @notice Thrown when the holder has nothing of it.
    error NothingDue();
    /// @notice Thrown when the holder was paid all it can be at the present funding.
    error AlreadyPaid(uint256 paid);
    /// @notice Thrown when a token claims more for its holders than was paid in for all of them.
    error ExceedsFunded(uint256 amount, uint256 available);
    /// @notice Thrown when somebody is still to be paid.
    error NotSettled(uint256 settled, uint256 supply);
    /// @notice Thrown when rounding left nothing over.
    error NothingLeft();
    /// @notice Thrown when what was left over went to the issuer already.
    error Closed();

    /// @notice Fixes what is shared, among how many tokens.
    function fix(Pot storage pot, uint256 perToken, uint256 supply, uint256 payTime, uint8 decimals) internal {
        pot.perToken = perToken.toUint128();
        pot.supply = supply.toUint96();
        pot.payTime = payTime.toUint40();
        pot.decimals = decimals;
        pot.stage = Stage.Open;
    }

    /// @notice Counts money in, at most what is missing.
    function fund(Pot storage pot, uint256 amount) internal returns (uint256 taken) {
        if (amount == 0) revert ZeroAmount();
        if (pot.stage == Stage.Closed) revert Closed();
        uint256 total = due(pot);
        uint256 funded = pot.funded;
        if (funded == total) revert FullyFunded(total);
        taken = Math.min(amount, total - funded);
        pot.funded = (funded + taken).toUint128();
        // Whoever was paid in a shortfall has a part of this to come.
        pot.settled = 0;
        ++pot.round;
    }

    /// @notice Counts a payment to one holder, of all it can be paid now.
    /// @param fresh Tokens that are new to its claim.
    function settle(Pot storage pot, Claim storage claim, uint256 fresh) internal returns (uint256 amount) {
        requirePayable(pot);
        uint256 tokens = claim.tokens + fresh;
        if (tokens == 0) revert NothingDue();
        uint256 settling = claim.round == pot.round ? fresh : tokens;
        if (settling == 0) revert AlreadyPaid(claim.paid);
        uint256 entitled = entitlement(pot, tokens);
        amount = entitled - claim.paid;
        uint256 available = pot.funded - pot.paid;
        if (amount > available) revert ExceedsFunded(amount, available);
        claim.tokens = tokens.toUint96();
        claim.paid = entitled.toUint128();
        claim.round = pot.round;
        pot.paid += amount.toUint128();
        pot.settled += settling.toUint96();
    }

    /// @notice Takes back a payment that {settle} just counted, where the money could not be moved.
    /// @param before The claim as it was then, not paid at the present funding.
    function unsettle(Pot storage pot, Claim storage claim, Claim memory before, uint256 amount) internal {
        pot.settled -= claim.tokens;
        pot.paid -= amount.toUint128();
        claim.tokens = before.tokens;
        claim.paid = before.paid;
        claim.round = before.round;
    }

    /// @notice Ends it: what was paid in and is nobody's. Only when `all` tokens were paid what they can be.
    function close(Pot storage pot, uint256 all) internal returns (uint256 amount) {
        if (pot.stage == Stage.Closed) revert Closed();
        if (pot.settled != all) revert NotSettled(pot.settled, all);
        amount = pot.funded - pot.paid;
        if (amount == 0) revert NothingLeft();
        pot.stage = Stage.Closed;
    }

    /// @notice Reverts unless holders may be paid.
    function requirePayable(Pot storage pot) internal view {
        if (pot.stage == Stage.Closed) revert Closed();
        if (!isPayable(pot)) revert NotFunded(pot.funded, due(pot));
    }

    /// @notice For the whole supply, rounded down.
    function due(Pot storage pot) internal view returns (uint256) {
        return share(pot, pot.supply);
    }

    /// @notice Whether holders may be paid: all is there, or each is paid pro rata.
    function isPayable(Pot storage pot) internal view returns (bool) {
        return pot.funded != 0 && (pot.stage == Stage.Shortfall || pot.funded == due(pot));
    }

    /// @notice What so many tokens are paid in all at the present funding, rounded down.
    function entitlement(Pot storage pot, uint256 tokens) internal view returns (uint256) {
        if (!isPayable(pot)) return 0;
        return pot.funded == due(pot) ? share(pot, tokens) : tokens * pot.funded / pot.supply;
    }

    function share(Pot storage pot, uint256 tokens) private view returns (uint256) {
        return tokens * pot.perToken / 10 ** pot.decimals;
    }
}
