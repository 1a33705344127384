// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITreasuryRegistry} from "../../../contracts/interfaces/ITreasuryRegistry.sol";
import {Rights} from "../../../contracts/libraries/Rights.sol";
import {TreasuryRegistry} from "../../../contracts/treasury/TreasuryRegistry.sol";

import {Test} from "./Test.sol";
import {TokenDouble} from "./TokenDouble.sol";

/// @notice Lives with one treasury at random, as anybody who may or may not, beside a model of what the registry should say.
/// Every call's outcome is predicted: {surprises} counts the predictions that failed.
contract RegistryHandler is Test {
    /// @dev What the model knows of an operator.
    struct Delegated {
        uint8 rights;
        uint64 expiry;
    }

    TreasuryRegistry private immutable REGISTRY;
    TokenDouble private immutable TOKEN;
    address private immutable ADMIN;
    address private immutable ISSUER;
    uint32 private immutable MATURITY_DAY;

    ITreasuryRegistry.TreasuryStatus public status;
    uint128 public price;
    uint64 public observedAt;
    uint64 public time;
    bool public approved = true;
    uint256 public surprises;
    uint256 public moves;
    uint256 public prices;
    uint256 public refusals;
    mapping(address operator => Delegated) private _delegated;

    constructor(TreasuryRegistry registry, TokenDouble token, address admin, address issuer, uint32 maturityDay) {
        (REGISTRY, TOKEN, ADMIN, ISSUER, MATURITY_DAY) = (registry, token, admin, issuer, maturityDay);
        time = uint64(block.timestamp);
    }

    function setStatus(uint8 caller, uint8 target) external {
        vm.warp(time);
        // Rarely a default: it ends everything.
        ITreasuryRegistry.TreasuryStatus next = ITreasuryRegistry.TreasuryStatus(target < 8 ? 5 : target % 5);
        bool due = next != ITreasuryRegistry.TreasuryStatus.Matured || time / 1 days >= MATURITY_DAY;
        bool empty = next != ITreasuryRegistry.TreasuryStatus.Redeemed || TOKEN.issuedSupply() == 0;
        bool expected = mayAct(accountOf(caller), Rights.STATUS) && isLegal(next) && due && empty;
        vm.prank(accountOf(caller));
        try REGISTRY.setStatus(address(TOKEN), next) {
            if (!expected) ++surprises;
            status = next;
            ++moves;
        } catch {
            ++refusals;
            if (expected) ++surprises;
        }
    }

    function updatePrice(uint8 caller, uint128 proposed, uint16 move, uint32 age) external {
        vm.warp(time);
        uint64 seen = age % 8 == 0 ? time + 1 : time - age % 7_200;
        if (price != 0 && move % 4 != 0) proposed = uint128(uint256(price) * (8_900 + move % 2_200) / 10_000);
        uint256 distance = proposed > price ? proposed - price : price - proposed;
        bool near = price == 0 || distance * 10 <= price;
        bool expected =
            mayAct(accountOf(caller), Rights.PRICE) && proposed != 0 && seen <= time && seen > observedAt && near;
        vm.prank(accountOf(caller));
        try REGISTRY.updatePrice(address(TOKEN), proposed, seen) {
            if (!expected) ++surprises;
            (price, observedAt) = (proposed, seen);
            ++prices;
        } catch {
            ++refusals;
            if (expected) ++surprises;
        }
    }

    function setIssuer(uint8 caller, bool approve) external {
        bool expected = accountOf(caller) == ADMIN;
        vm.prank(accountOf(caller));
        try REGISTRY.setIssuer(ISSUER, approve) {
            if (!expected) ++surprises;
            if (!approve) forgetOperators();
            approved = approve;
        } catch {
            ++refusals;
            if (expected) ++surprises;
        }
    }

    function setOperator(uint8 caller, uint8 operator, uint8 rights, uint32 span) external {
        vm.warp(time);
        uint64 expiry = time + span % 3 days;
        address account = accountOf(operator);
        bool expected = accountOf(caller) == ISSUER && approved && rights <= Rights.ALL && (rights == 0 || expiry > time);
        vm.prank(accountOf(caller));
        try REGISTRY.setOperator(address(TOKEN), account, rights, expiry) {
            if (!expected) ++surprises;
            _delegated[account] = Delegated(rights, expiry);
        } catch {
            ++refusals;
            if (expected) ++surprises;
        }
    }

    function setSupply(uint8 supply) external {
        TOKEN.setIssuedSupply(supply % 2);
    }

    function pass(uint32 span) external {
        time += span % 1 days;
    }

    /// @notice The admin, the issuer, and three others.
    function accountOf(uint256 index) public view returns (address) {
        return [ADMIN, ISSUER, address(0xa1), address(0xa2), address(0xa3)][index % 5];
    }

    /// @notice Whether the model says that an account may.
    function mayAct(address account, uint8 right) public view returns (bool) {
        if (account == ADMIN) return true;
        if (!approved) return false;
        Delegated memory delegated = _delegated[account];
        return account == ISSUER || (delegated.rights & right != 0 && time < delegated.expiry);
    }

    function forgetOperators() private {
        for (uint256 i; i < 5; ++i) delete _delegated[accountOf(i)];
    }

    /// @dev The table of moves, a bit for each status that may follow.
    function isLegal(ITreasuryRegistry.TreasuryStatus next) private view returns (bool) {
        return [2, 44, 42, 48, 0, 0][uint8(status)] >> uint8(next) & 1 != 0;
    }
}
