
  # Products by PyTorch's own BLAS, which is MKL where it was built for x86. On Intel's processors that is as fast as oneDNN, a third faster for gradients
  # of weights, which it writes where they stay, and has no kernels to make for each new number of rows.

  # y = x W' + b, which autograd follows. x float32 (N, in), weight float32 (out, in), bias float32 (out)
  def linear(self: __torch__.M, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)

  # dy' x into a weight's gradient (out, in), or onto it. dy (N, out), x (N, in)
  def weight_gradient(self: __torch__.M, gradient: Tensor, dy: Tensor, x: Tensor, add: int) -> Tensor:
    if torch.eq(ops.prim.dtype(dy), 15):
      sum = (self).put(gradient, torch.mm(torch.t(dy), x), add)
    else:
      sum = torch.addmm(gradient, torch.t(dy), x, beta=add, alpha=1, out=gradient)
    return sum
